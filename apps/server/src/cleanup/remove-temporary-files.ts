import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LONGEST_UPLOAD } from './cleanup-context.ts';

/**
 * Removes uploads that a crash left behind.
 *
 * @param grace milliseconds
 * @returns how many files went
 */
export async function removeTemporaryFiles(dir: string, grace: number): Promise<number> {
  const before = Date.now() - Math.max(grace, LONGEST_UPLOAD);
  let removed = 0;
  for (const name of await readdir(dir).catch(() => [])) {
    if (!name.startsWith('upload-')) continue;
    const path = join(dir, name);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile() || found.mtimeMs > before) continue;
    await rm(path, { force: true });
    removed++;
  }
  return removed;
}
