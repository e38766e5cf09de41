import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ByteRange, StorageDriver } from '@likeness/storage';
import { and, eq } from 'drizzle-orm';
import { LRUCache } from 'lru-cache';
import type { Database } from '../database/database.ts';
import { variants } from '../database/schema.ts';
import type { VariantRow } from './blob-rows.ts';
import type { ServablePicture } from './servable.ts';

const MEMORY = 64 * 1024 * 1024;
const SMALL = 256 * 1024;
const ROWS = 20_000;

/**
 * The variants of pictures and their bytes. Both are immutable under a storage id, so both may be kept in
 * memory for as long as there is room; whether a picture may be shown is asked elsewhere, every time.
 */
export class VariantFiles {
  readonly #db: Database;
  readonly #store: StorageDriver;
  readonly #rows = new LRUCache<string, VariantRow>({ max: ROWS });
  readonly #bytes = new LRUCache<string, Buffer>({
    maxSize: MEMORY,
    sizeCalculation: (bytes) => bytes.length + 200,
  });

  constructor(db: Database, store: StorageDriver) {
    this.#db = db;
    this.#store = store;
  }

  /** @returns undefined when the picture has no such rendition (yet) */
  async find(picture: ServablePicture, name: string, format: string): Promise<VariantRow | undefined> {
    const key = `${picture.storageId}/${name}.${format}`;
    const known = this.#rows.get(key);
    if (known) return known;
    const [row] = await this.#db
      .select()
      .from(variants)
      .where(
        and(eq(variants.blobId, picture.avatarId), eq(variants.name, name), eq(variants.format, format)),
      );
    if (row) this.#rows.set(key, row);
    return row;
  }

  /** The bytes from memory when they are there: no promise, no disk. */
  remembered(variant: VariantRow): Buffer | undefined {
    return this.#bytes.get(variant.key);
  }

  /** All bytes, or those of a range that has been clipped to the variant. @throws StorageError */
  async open(variant: VariantRow, range?: Required<ByteRange>): Promise<Buffer | Readable> {
    const known = this.#bytes.get(variant.key);
    if (known) return range ? known.subarray(range.start, range.end + 1) : known;
    if (range || variant.bytes > SMALL) {
      return (await this.#store.get({ key: variant.key, ...(range ? { range } : {}) })).body;
    }
    const bytes = await buffer((await this.#store.get({ key: variant.key })).body);
    this.#bytes.set(variant.key, bytes);
    return bytes;
  }
}
