import { createHash } from 'node:crypto';
import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BackupError } from './backup-error.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();
const file = z.object({ file: z.string(), bytes: count, sha256 });

const contents = z.object({
  format: z.literal('likeness-backup'),
  version: z.literal(1),
  createdAt: z.string(),
  /** Of PostgreSQL, as `18.4`. */
  serverVersion: z.string(),
  /** Applied migrations, oldest first. */
  migrations: z.array(z.object({ tag: z.string(), when: z.number() })),
  /** In an order in which they can be filled. */
  tables: z.array(
    file.extend({ schema: z.string(), name: z.string(), columns: z.array(z.string()), rows: count }),
  ),
  /** The last value that was given out, as text: it may be larger than a number. */
  sequences: z.array(z.object({ schema: z.string(), name: z.string(), last: z.string() })),
  /** The list of objects: one JSON line each, with its own hash. */
  objects: file.extend({ count, totalBytes: count }),
  /** Documents of bodies that were not in the tables: one JSON line each. */
  documents: file.extend({ count }).optional(),
});

/** What a backup holds. Written last: a folder without it is no backup. */
export type BackupManifest = z.infer<typeof contents>;

/** One line of the list of objects. */
export const objectLine = z.object({
  key: z.string(),
  bytes: count,
  sha256,
  contentType: z.string(),
  metadata: z.record(z.string(), z.string()),
});

export type BackedUpObject = z.infer<typeof objectLine>;

const NAME = 'manifest.json';

const hashOf = (manifest: BackupManifest) =>
  createHash('sha256').update(JSON.stringify(manifest)).digest('hex');

export async function writeManifest(folder: string, manifest: BackupManifest): Promise<void> {
  // Parsed, so that the order of its members is that of a manifest that is read.
  const parsed = contents.parse(manifest);
  const draft = join(folder, `${NAME}.new`);
  const text = JSON.stringify({ ...parsed, sha256: hashOf(parsed) }, undefined, 2);
  await writeFile(draft, `${text}\n`, { mode: 0o600, flush: true });
  await rename(draft, join(folder, NAME));
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

/** @throws BackupError when there is none, or it is damaged or of a later version */
export async function readManifest(folder: string): Promise<BackupManifest> {
  const path = join(folder, NAME);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new BackupError(`${folder} is not a complete backup: ${NAME} cannot be read.`, { cause });
  });
  const read = (): unknown => {
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new BackupError(`${path} is damaged.`, { cause });
    }
  };
  const parsed = contents.extend({ sha256 }).safeParse(read());
  if (!parsed.success) throw new BackupError(`${path} is damaged, or of a version that is not known here.`);
  const { sha256: claimed, ...manifest } = parsed.data;
  if (hashOf(manifest) !== claimed) throw new BackupError(`${path} is damaged: its hash is another.`);
  return manifest;
}
