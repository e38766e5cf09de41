import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { StorageDriver } from '@likeness/storage';

/** How one operation went. */
export interface Tried {
  operation: string;
  /** milliseconds */
  ms: number;
  /** Why it failed. */
  error?: string;
}

const MB = 1_048_576;
/** More than a store deletes in one request. */
const MANY = 1_005;
const AT_ONCE = 16;
/** ms for a signed address to answer */
const PATIENCE = 30_000;

/** Tries every operation of a store under a prefix that is gone afterwards. One that fails keeps none from being tried. */
export async function tryStore(store: StorageDriver): Promise<Tried[]> {
  const prefix = `checks/${randomUUID()}`;
  const tried: Tried[] = [];
  const attempt = async (operation: string, act: () => Promise<void>) => {
    const began = performance.now();
    const error = await act().then(
      () => undefined,
      (failure: unknown) => (failure instanceof Error ? failure.message : String(failure)),
    );
    const ms = performance.now() - began;
    tried.push(error === undefined ? { operation, ms } : { operation, ms, error });
  };
  for (const [operation, act] of operations(store, prefix)) await attempt(operation, act);
  await attempt('leave nothing', () => empty(store, `${prefix}/`));
  return tried;
}

function operations(store: StorageDriver, prefix: string): [string, () => Promise<void>][] {
  const key = (name: string) => `${prefix}/${name}`;
  const small = randomBytes(10_000);
  const large = randomBytes(12 * MB);
  const metadata = { 'original-name': 'Zoë – 写真.jpg' };
  return [
    ['check', () => store.check()],
    ['put 10 KB', async () => void (await store.put({ key: key('a.jpg'), body: small, metadata }))],
    [
      'put 12 MB, in parts',
      async () => void (await store.put({ key: key('large.bin'), body: Readable.from(chunks(large)) })),
    ],
    ['get 10 KB', async () => same(await bytesOf(store, key('a.jpg')), small)],
    ['get 12 MB', async () => same(await bytesOf(store, key('large.bin')), large)],
    [
      'get a range',
      async () => {
        const { body } = await store.get({
          key: key('large.bin'),
          range: { start: 5 * MB - 10, end: 5 * MB + 10 },
        });
        same(await buffer(body), large.subarray(5 * MB - 10, 5 * MB + 11));
      },
    ],
    [
      'info, with metadata',
      async () => {
        const info = await store.info({ key: key('a.jpg') });
        told(info.size === small.length && info.contentType === 'image/jpeg', 'size or type are others');
        told(info.metadata['original-name'] === metadata['original-name'], 'the metadata are others');
      },
    ],
    [
      'exists',
      async () => {
        told(await store.exists({ key: key('a.jpg') }), 'what was put is not there');
        told(!(await store.exists({ key: key('none.jpg') })), 'what was never put is there');
      },
    ],
    [
      'copy',
      async () => {
        await store.copy({ from: key('a.jpg'), to: key('copy.jpg') });
        same(await bytesOf(store, key('copy.jpg')), small);
      },
    ],
    [
      'move',
      async () => {
        await store.move({ from: key('copy.jpg'), to: key('moved.jpg') });
        told(!(await store.exists({ key: key('copy.jpg') })), 'what was moved is still there');
        same(await bytesOf(store, key('moved.jpg')), small);
      },
    ],
    [
      'list',
      async () => {
        const { objects } = await store.list({ prefix: `${prefix}/` });
        const names = objects.map((object) => object.key.slice(prefix.length + 1));
        told(names.join() === 'a.jpg,large.bin,moved.jpg', `it lists ${names.join()}`);
      },
    ],
    [
      'signed address',
      async () => {
        const url = await store.signedUrl({ key: key('a.jpg'), method: 'GET', expiresIn: 60 });
        if (/^https?:/.test(url)) same(await fetched(url), small);
      },
    ],
    [`put ${MANY} objects`, () => putMany(store, key('many'))],
    [
      `delete ${MANY} objects`,
      async () => {
        await store.delete({ keys: manyKeys(key('many')) });
        told(
          (await store.list({ prefix: key('many/'), limit: 1 })).objects.length === 0,
          'some are still there',
        );
      },
    ],
    [
      'put that breaks off',
      async () => {
        const broken = new Error('broken off');
        const body = Readable.from(breaking(large, broken));
        const error = await store.put({ key: key('broken.bin'), body }).then(
          () => undefined,
          (failure: unknown) => failure,
        );
        told(error === broken, 'it did not tell');
        told(!(await store.exists({ key: key('broken.bin') })), 'a part of an object can be seen');
      },
    ],
  ];
}

async function bytesOf(store: StorageDriver, key: string): Promise<Buffer> {
  return await buffer((await store.get({ key })).body);
}

async function fetched(url: string): Promise<Buffer> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
  return Buffer.from(await answer.arrayBuffer());
}

function* chunks(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
}

function* breaking(bytes: Buffer, error: Error): Generator<Buffer> {
  yield* chunks(bytes);
  throw error;
}

const manyKeys = (folder: string) => Array.from({ length: MANY }, (_, at) => `${folder}/${at}`);

async function putMany(store: StorageDriver, folder: string): Promise<void> {
  const keys = manyKeys(folder).values();
  const run = async () => {
    for (const key of keys) await store.put({ key, body: Buffer.from(key) });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
}

async function empty(store: StorageDriver, prefix: string): Promise<void> {
  for (;;) {
    const { objects } = await store.list({ prefix });
    if (objects.length === 0) return;
    await store.delete({ keys: objects.map(({ key }) => key) });
  }
}

function same(found: Buffer, wanted: Buffer): void {
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  told(hash(found) === hash(wanted), 'it reads other bytes than were written');
}

function told(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
