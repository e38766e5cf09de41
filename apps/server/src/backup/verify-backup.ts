import { join } from 'node:path';
import { BackupError, type OnProgress } from './backup-error.ts';
import { digestOf, inParallel, linesOf } from './files.ts';
import { type BackupManifest, objectLine, readManifest } from './manifest.ts';

const FILES_AT_ONCE = 4;

/**
 * Reads every byte of a backup and compares it with the manifest. Touches nothing else.
 *
 * @throws BackupError that names the first file that is missing or damaged
 */
export async function verifyBackup(
  from: string,
  { onProgress, signal }: { onProgress?: OnProgress; signal?: AbortSignal } = {},
): Promise<BackupManifest> {
  const manifest = await readManifest(from);
  const { documents } = manifest;
  const total = manifest.tables.length + (documents ? 2 : 1) + manifest.objects.count;
  let done = 0;
  const check = async (file: string, expected: { bytes: number; sha256: string }) => {
    const found = await digestOf(join(from, file), signal).catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw new BackupError(`${file} is missing from the backup, or cannot be read.`, { cause });
    });
    if (found.sha256 !== expected.sha256 || found.bytes !== expected.bytes)
      throw new BackupError(`${file} is damaged: it is not what was backed up.`);
    done += 1;
    onProgress?.({ step: 'verifying', done, total });
  };
  for (const table of manifest.tables) await check(table.file, table);
  await check(manifest.objects.file, manifest.objects);
  if (documents) await check(documents.file, documents);
  await inParallel(linesOf(join(from, manifest.objects.file)), FILES_AT_ONCE, async (line) => {
    const object = objectLine.parse(JSON.parse(line));
    await check(`objects/${object.key}`, object);
  });
  return manifest;
}
