import { createHash } from 'node:crypto';
import { getMaxListeners, once, setMaxListeners } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { type Readable, Transform, Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';

export interface Digest {
  bytes: number;
  /** hex */
  sha256: string;
}

/** Passes bytes on and knows their number and hash when it has ended. */
export function digesting(): { through: Transform; digest(): Digest } {
  const hash = createHash('sha256');
  let bytes = 0;
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { through, digest: () => ({ bytes, sha256: hash.digest('hex') }) };
}

/** Writes a stream to a new file, on the disk for good when it resolves. */
export async function writeStream(source: Readable, path: string, signal?: AbortSignal): Promise<Digest> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const { through, digest } = digesting();
  const target = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  await pipeline(source, through, target, { ...(signal && { signal }) });
  return digest();
}

/** The hash of a stream, or of a file. */
export async function digestOf(source: Readable | string, signal?: AbortSignal): Promise<Digest> {
  const { through, digest } = digesting();
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const input = typeof source === 'string' ? createReadStream(source) : source;
  await pipeline(input, through, nowhere, { ...(signal && { signal }) });
  return digest();
}

/** A new file that is written line by line. A disk that is full fails the next `write` and `end`, not the process. */
export function newLines(path: string): { write(line: string): Promise<void>; end(): Promise<void> } {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  const written = finished(file);
  written.catch(() => {}); // told by whoever writes next
  return {
    async write(line) {
      if (file.errored) throw file.errored;
      if (!file.write(`${line}\n`)) await Promise.race([once(file, 'drain'), written]);
    },
    async end() {
      file.end();
      await written;
    },
  };
}

/** Lets everything that is under way for one caller listen for its end: a few listeners each, gone when it is done. */
export function listenAtOnce(signal: AbortSignal | undefined, atOnce: number): void {
  if (signal) setMaxListeners(Math.max(getMaxListeners(signal), 4 * atOnce), signal);
}

/** The lines of a file, without holding it in memory. */
export function linesOf(path: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
}

/** Works on items as they come, `limit` at a time. The first failure ends it, when all that run have ended. */
export async function inParallel<T>(
  items: AsyncIterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for await (const item of items) {
    const task: Promise<void> = work(item)
      .catch((error: unknown) => {
        failures.push(error);
      })
      .finally(() => running.delete(task));
    running.add(task);
    if (running.size >= limit) await Promise.race(running);
    if (failures.length > 0) break;
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
}
