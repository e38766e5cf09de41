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
  /** 32 names of `[a-z0-9-]` at most, values of any text, 1,024 bytes in all. */
  metadata?: Record<string, string>;
  /** Keep what is there: fails with `exists` then. */
  ifAbsent?: boolean;
  signal?: AbortSignal;
  /** Called with the bytes that have been stored so far. */
  onProgress?: (bytes: number) => void;
}

/** What was put; the time is the store's, and `info` asks for it. */
export type PutResult = Omit<ObjectInfo, 'modifiedAt'>;

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
  /** seconds, up to a week */
  expiresIn: number;
}

/**
 * An object store. Every driver passes `storageDriverSuite`.
 *
 * Keys are relative paths of the segments `[A-Za-z0-9._-]+` joined by `/`, at most 900 characters, a segment
 * at most 255; no segment begins or ends with a dot or is the name of a Windows device (`StorageError`
 * `invalid_key` otherwise). No key may be the folder of another (`a` beside `a/b`). A put is atomic: a reader
 * sees the old object or the whole new one with its own type and metadata, and when `put` resolves the bytes
 * survive a power cut. Putting a key twice replaces the object. Deleting what is not there is no error.
 *
 * Every method may throw StorageError `unavailable` when the store does not answer, `aborted` when its
 * signal was.
 */
export interface StorageDriver {
  readonly name: string;
  /**
   * Takes the body over: it is read to its end, or destroyed. When the body fails, its own error is thrown.
   * A put that failed with `unavailable` may yet have been done.
   *
   * @throws StorageError `full`, `aborted`, `invalid_metadata`, `exists`
   */
  put(object: PutObject): Promise<PutResult>;
  /**
   * The body must be read to its end or destroyed; its own failures come as the engine's errors.
   *
   * @throws StorageError `not_found`, `invalid_range`
   */
  get(request: GetObject): Promise<StoredObject>;
  /** With all earlier versions, where the store keeps such: what is deleted is nowhere any more. */
  delete(request: { keys: readonly string[] }): Promise<void>;
  exists(request: { key: string }): Promise<boolean>;
  /** @throws StorageError `not_found` */
  info(request: { key: string }): Promise<ObjectInfo>;
  /** With type and metadata. @throws StorageError `not_found` */
  copy(request: { from: string; to: string }): Promise<void>;
  /**
   * With type and metadata. A reader always finds the object under one of the keys at least; nobody else may
   * put `from` meanwhile.
   *
   * @throws StorageError `not_found`
   */
  move(request: { from: string; to: string }): Promise<void>;
  /** In the order of the keys' bytes; objects that are put or deleted meanwhile may be missing. */
  list(request?: ListObjects): Promise<ObjectPage>;
  /** An address that anybody can read, when the store has one. */
  publicUrl(request: { key: string }): string | undefined;
  /** An address that opens one object, for one method, until it expires. */
  signedUrl(request: SignedUrlRequest): Promise<string>;
  /**
   * Removes what crashes left of puts that never ended, when it is older than any put takes.
   *
   * @returns how many leftovers went
   */
  removeLeftovers(request: { olderThan: Date }): Promise<number>;
  /** Resolves when the store answers and can be written. @throws StorageError `unavailable`, `full`, `aborted` */
  check(request?: { signal?: AbortSignal }): Promise<void>;
}
