import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { StorageDriver } from '../driver.ts';
import { createDiskDriver } from '../drivers/disk/create-disk-driver.ts';

export const SIGNING_KEY = 'a signing key for tests, 32 bytes or more';

/** A new folder that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'likeness-disk-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function diskForTest(): Promise<{ root: string; driver: StorageDriver }> {
  const root = join(await temporaryFolder(), 'objects');
  return { root, driver: createDiskDriver({ root, signingKey: SIGNING_KEY }) };
}

/** Paths of all files below the folder, sorted; none when there is no folder. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}
