/**
 * The keys of the store in the order of their bytes, from any point on.
 *
 * A folder counts as its name with the slash, so `a-b` comes before `a/c` and that before `a0`: the order of
 * the whole keys, as S3 has it. The file system gives names in no order, and a folder may have a million. So
 * a folder is read through keeping only the first `atOnce` names after the point reached, and read again when
 * those are used up: memory is bounded by `atOnce` for each level, whatever a folder holds.
 */
import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isKeySegment } from '../../keys.ts';
import type { DiskStore } from './disk-store.ts';
import { isMissing } from './failures.ts';

export interface Walk {
  prefix: string;
  /** Only keys greater than this one. */
  after: string;
  /** names held for each folder */
  atOnce: number;
}

export async function* keysAfter(store: DiskStore, walk: Walk): AsyncGenerator<string> {
  const folder = walk.prefix.slice(0, walk.prefix.lastIndexOf('/') + 1);
  if (await store.directories.holds(resolve(store.root, folder))) yield* walkFolder(store, folder, walk);
}

/** @param folder '' or a path that ends with a slash */
async function* walkFolder(store: DiskStore, folder: string, walk: Walk): AsyncGenerator<string> {
  let reached = '';
  for (;;) {
    const names = await smallestNames(store, folder, reached, walk);
    for (const name of names) {
      if (name.endsWith('/')) yield* walkFolder(store, name, walk);
      else yield name;
    }
    if (names.length < walk.atOnce) return;
    reached = names.at(-1) ?? '';
  }
}

/** The first names of the folder, as whole paths in order, that are past the point and may hold wanted keys. */
async function smallestNames(
  store: DiskStore,
  folder: string,
  reached: string,
  { prefix, after, atOnce }: Walk,
): Promise<string[]> {
  let names: string[] = [];
  let largest: string | undefined;
  for await (const entry of entriesOf(join(store.root, folder))) {
    const name = nameIn(folder, entry);
    if (name === undefined || name <= reached) continue;
    if (largest !== undefined && name > largest) continue;
    if (!name.startsWith(prefix) && !(name.endsWith('/') && prefix.startsWith(name))) continue;
    if (name <= after && !(name.endsWith('/') && after.startsWith(name))) continue;
    names.push(name);
    if (names.length < 2 * atOnce) continue;
    names = names.toSorted(byBytes).slice(0, atOnce);
    largest = names.at(-1);
  }
  return names.toSorted(byBytes).slice(0, atOnce);
}

/** Nothing for what is no object: links, pipes, names that no key has, the driver's own folders. */
function nameIn(folder: string, entry: Dirent): string | undefined {
  if (!isKeySegment(entry.name)) return undefined;
  if (entry.isDirectory()) return `${folder}${entry.name}/`;
  return entry.isFile() ? folder + entry.name : undefined;
}

async function* entriesOf(directory: string): AsyncGenerator<Dirent> {
  try {
    yield* await opendir(directory, { bufferSize: 256 });
  } catch (error) {
    // Emptied and removed since its parent was read.
    if (!isMissing(error)) throw error;
  }
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : 1;
}
