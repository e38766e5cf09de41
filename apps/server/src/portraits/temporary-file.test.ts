import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { receiveFile } from './temporary-file.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'likeness-receive-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

test('what arrives in any pieces is kept whole and hashed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 500 }), { minLength: 1 }),
      async (pieces) => {
        const bytes = Buffer.concat(pieces);
        const file = await receiveFile(Readable.from(pieces.map((piece) => Buffer.from(piece))), {
          dir,
          maxSize: bytes.length,
        });
        expect(await readFile(file.path)).toEqual(bytes);
        expect(file.sha256).toEqual(createHash('sha256').update(bytes).digest());
        expect(file.size).toBe(bytes.length);
        await file.dispose();
        await file.dispose();
      },
    ),
    { numRuns: 25 },
  );
  expect(await readdir(dir)).toEqual([]);
});

test.each([
  ['one byte too many', () => Readable.from([Buffer.alloc(60), Buffer.alloc(41)]), 'file_too_large'],
  ['nothing', () => Readable.from([]), 'empty_file'],
  [
    'a source that breaks off',
    () =>
      Readable.from(
        (async function* () {
          yield Buffer.alloc(10);
          throw new Error('socket hang up');
        })(),
      ),
    'upload_aborted',
  ],
])('%s is refused and leaves no file', async (_, source, code) => {
  await expect(receiveFile(source(), { dir, maxSize: 100 })).rejects.toMatchObject({ code });
  expect(await readdir(dir)).toEqual([]);
});

test('an aborted request leaves no file', async () => {
  const stop = new AbortController();
  const source = new Readable({ read() {} });
  source.push(Buffer.alloc(10));
  const receiving = receiveFile(source, { dir, maxSize: 100, signal: stop.signal });
  stop.abort();
  await expect(receiving).rejects.toMatchObject({ code: 'upload_aborted' });
  expect(await readdir(dir)).toEqual([]);
});

test("a disk that cannot be written is our failure, not the client's", async () => {
  const source = Readable.from([Buffer.alloc(10)]);
  const beneathAFile = join(dir, 'file', 'dir');
  await writeFile(join(dir, 'file'), '');
  await expect(receiveFile(source, { dir: beneathAFile, maxSize: 100 })).rejects.toMatchObject({
    code: 'storage_unavailable',
  });
});
