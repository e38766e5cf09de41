import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Removes uploads that a crash left behind.
 *
 * @param age milliseconds; more than an upload can take
 * @returns how many files went
 */
export async function removeTemporaryFiles(dir: string, age: number): Promise<number> {
  const before = Date.now() - age;
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
