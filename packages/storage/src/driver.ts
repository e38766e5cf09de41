import type { Readable } from 'node:stream';

/** What a store knows of one object. `contentType` and `metadata` are kept as they were put. */
export interface ObjectInfo {
  key: string;
  /** bytes */
  size: number;
  contentType: string;
  metadata: Record<string, string>;
  modifiedAt: Date;
}

/** A listed object: what a store can tell of it without opening it. */
export type ListedObject = Pick<ObjectInfo, 'key' | 'size' | 'modifiedAt'>;

/** Bytes `start` to `end`, both inclusive and counted from 0, as in an HTTP Range; without `end` to the last. */
export interface ByteRange {
  start: number;
  end?: number;
}

export interface PutObject {
  key: string;
  body: Readable | Uint8Array;
  /** By default told from the key's extension. */
  contentType?: string;
  metadata?: Record<string, string>;
  signal?: AbortSignal;
}

export interface GetObject {
  key: string;
  range?: ByteRange;
  signal?: AbortSignal;
}

export interface StoredObject {
  info: ObjectInfo;
  body: Readable;
  /** The bytes that `body` holds when a range was asked for: clipped to the object. */
  range?: Required<ByteRange>;
}

export interface ListObjects {
  prefix?: string;
  /** From the page before. */
  cursor?: string;
  /** At most this many, 1 to 1,000 (the default). */
  limit?: number;
}

export interface ObjectPage {
  objects: ListedObject[];
  /** Absent on the last page. */
  cursor?: string;
}

export interface SignedUrlRequest {
  key: string;
  method: 'GET' | 'PUT';
  /** seconds */
  expiresIn: number;
}

/**
 * An object store. Every driver passes `storageDriverSuite`.
 *
 * Keys are relative paths of the segments `[A-Za-z0-9._-]+` joined by `/`, at most 900 characters, with no
 * segment `.` or `..` (`StorageError` `invalid_key` otherwise). A put is atomic: a reader sees the old
 * object or the whole new one, and when `put` resolves the bytes survive a power cut. Putting a key twice
 * replaces the object. Deleting what is not there is no error.
 */
export interface StorageDriver {
  readonly name: string;
  put(object: PutObject): Promise<ObjectInfo>;
  /** @throws StorageError `not_found`, `invalid_range` */
  get(request: GetObject): Promise<StoredObject>;
  delete(request: { keys: readonly string[] }): Promise<void>;
  exists(request: { key: string }): Promise<boolean>;
  /** @throws StorageError `not_found` */
  info(request: { key: string }): Promise<ObjectInfo>;
  /** @throws StorageError `not_found` */
  copy(request: { from: string; to: string }): Promise<void>;
  /** @throws StorageError `not_found` */
  move(request: { from: string; to: string }): Promise<void>;
  /** In key order. */
  list(request?: ListObjects): Promise<ObjectPage>;
  /** An address that anybody can read, when the store has one. */
  publicUrl(request: { key: string }): string | undefined;
  /** An address that opens one object, for one method, until it expires. */
  signedUrl(request: SignedUrlRequest): Promise<string>;
  /** Resolves when the store answers and can be written. @throws StorageError `unavailable` */
  check(request?: { signal?: AbortSignal }): Promise<void>;
}
