import { Readable } from 'node:stream';
import type { PutObject, StorageDriver, StoredObject } from './driver.ts';

export type ChaosMethod = Exclude<keyof StorageDriver, 'name' | 'publicUrl'>;

export interface ChaosHooks {
  /** Awaited before the method: wait in it for a pause point, throw in it for a request that never arrived. */
  before?(method: ChaosMethod, request: unknown): void | Promise<void>;
  /** Awaited when the method is done: throw in it for a reply that was lost. */
  after?(method: ChaosMethod, request: unknown): void | Promise<void>;
}

/**
 * The same driver with faults, for tests. Bodies are let go of when a hook throws.
 *
 * @example
 * const driver = chaosDriver(inner, { after: (method) => { if (method === 'put') throw new Error('reply lost'); } });
 */
export function chaosDriver(inner: StorageDriver, hooks: ChaosHooks): StorageDriver {
  async function around<T>(method: ChaosMethod, request: unknown, run: () => Promise<T>): Promise<T> {
    try {
      await hooks.before?.(method, request);
    } catch (error) {
      if (method === 'put') release((request as PutObject).body);
      throw error;
    }
    const result = await run();
    try {
      await hooks.after?.(method, request);
    } catch (error) {
      if (method === 'get') release((result as StoredObject).body);
      throw error;
    }
    return result;
  }

  return {
    name: inner.name,
    put: (object) => around('put', object, () => inner.put(object)),
    get: (request) => around('get', request, () => inner.get(request)),
    delete: (request) => around('delete', request, () => inner.delete(request)),
    exists: (request) => around('exists', request, () => inner.exists(request)),
    info: (request) => around('info', request, () => inner.info(request)),
    copy: (request) => around('copy', request, () => inner.copy(request)),
    move: (request) => around('move', request, () => inner.move(request)),
    list: (request) => around('list', request, () => inner.list(request)),
    publicUrl: (request) => inner.publicUrl(request),
    signedUrl: (request) => around('signedUrl', request, () => inner.signedUrl(request)),
    removeLeftovers: (request) => around('removeLeftovers', request, () => inner.removeLeftovers(request)),
    check: (request) => around('check', request, () => inner.check(request)),
  };
}

function release(body: Readable | Uint8Array): void {
  if (body instanceof Readable) body.destroy();
}
