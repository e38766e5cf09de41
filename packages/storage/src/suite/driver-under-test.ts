import { buffer } from 'node:stream/consumers';
import { expect } from 'vitest';
import type { ByteRange, StorageDriver } from '../driver.ts';
import type { StorageErrorCode } from '../errors.ts';

/** A driver on an empty store of its own. */
export interface DriverUnderTest {
  driver: StorageDriver;
  /** What unfinished puts have left: temporary files, uploads in parts. Empty when nothing is. */
  leftovers(): Promise<string[]>;
  /** Whether the store, or who serves for it, lets a request with this method pass at that time. */
  opens(request: { url: string; method: 'GET' | 'PUT'; at: Date }): Promise<boolean>;
  /** Removes the store with all that is in it. */
  dispose(): Promise<void>;
}

/** A part of the suite: declares its tests; `current` is the driver of the test that runs. */
export type SuitePart = (current: () => DriverUnderTest) => void;

export async function read(driver: StorageDriver, key: string, range?: ByteRange): Promise<Buffer> {
  const { body } = await driver.get(range ? { key, range } : { key });
  return await buffer(body);
}

export async function text(driver: StorageDriver, key: string, range?: ByteRange): Promise<string> {
  return (await read(driver, key, range)).toString();
}

export async function allKeys(driver: StorageDriver, prefix = '', limit = 1_000): Promise<string[]> {
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await driver.list(cursor === undefined ? { prefix, limit } : { prefix, limit, cursor });
    keys.push(...page.objects.map((object) => object.key));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return keys;
}

export async function putAll(driver: StorageDriver, keys: readonly string[]): Promise<void> {
  for (let at = 0; at < keys.length; at += 16) {
    await Promise.all(keys.slice(at, at + 16).map((key) => driver.put({ key, body: Buffer.from(key) })));
  }
}

export async function expectCode(promise: Promise<unknown>, code: StorageErrorCode): Promise<void> {
  await expect(promise).rejects.toMatchObject({ name: 'StorageError', code });
}
