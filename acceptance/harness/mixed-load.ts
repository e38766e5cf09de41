import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type Client, clientOf, download, type Problem } from './client.ts';
import type { TestServer } from './server.ts';

/** A picture that was acknowledged: which one it is, and its address. */
interface Shown {
  picture: number;
  url: string;
}

/** What a user was told last: a picture, that it is gone, or nothing that counts. */
type Told = Shown | 'deleted' | 'unknown';

export interface MixedLoadOptions {
  /** Asked anew for every request: servers come and go. */
  servers: () => readonly Pick<TestServer, 'url'>[];
  pictures: readonly Buffer[];
  /** Numbers of 0 to 1. */
  next: () => number;
  users?: number;
  /** Part of the operations that delete. */
  deletes?: number;
  /** Servers are killed: a connection that breaks is no failure. */
  mayBreak?: boolean;
}

export interface MixedLoad {
  /** Ends after what is under way. */
  stop(): Promise<void>;
  /** Resolves at so many operations in all. */
  reaches(operations: number): Promise<void>;
  /** Operations that were acknowledged. */
  readonly operations: number;
  /** Answers of 503 with Retry-After, after which the user asked again. */
  readonly retried: number;
  /** Everything else that a user would complain of. */
  readonly failures: string[];
  /**
   * Reads back what every user was told last. Pictures that were replaced or deleted meanwhile count as found when they
   * were read just before. Lost is also what reads otherwise than at its first reading, and all when there was nothing.
   */
  verify(): Promise<{ acknowledged: number; found: number; lost: string[] }>;
}

const PAUSE = 50;

/** Users who upload, read and delete their pictures, as fast as they are answered. */
export function startMixedLoad(options: MixedLoadOptions): MixedLoad {
  const { servers, pictures, next, users = 6, deletes = 0.3, mayBreak = false } = options;
  const stopping = new AbortController();
  const told = new Map<string, Told>();
  /** Hashes as first read: the same picture becomes the same bytes. */
  const truth = new Map<number, string>();
  const failures: string[] = [];
  const lost: string[] = [];
  const waiting: { operations: number; resolve: () => void }[] = [];
  let [operations, retried, acknowledged, found] = [0, 0, 0, 0];

  const clientFor = (userId: string): Client => {
    const all = servers();
    return clientOf(all[Math.floor(next() * all.length)] ?? { url: 'http://127.0.0.1:9' }, { userId });
  };

  /**
   * Asks again while the answer is "later"; undefined when nothing is known of what became of it.
   *
   * @param repeated what may also be answered then: whoever is told "later" may have been heard all the same, when the
   *   connection broke between a commit and its answer
   */
  async function ask<T extends Answer<Partial<Problem>>>(
    userId: string,
    what: string,
    expected: readonly number[],
    send: (client: Client) => Promise<T>,
    repeated: readonly number[] = [],
  ): Promise<T | undefined> {
    for (let later = false; ; later = true) {
      let answer: T;
      try {
        answer = await send(clientFor(userId));
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // fetch says so when the connection broke
        if (!mayBreak) failures.push(`${what}: ${String(error.cause)}`);
        await delay(PAUSE);
        return undefined;
      }
      if (answer.status === 503 && answer.headers.has('retry-after')) {
        retried++;
        if (stopping.signal.aborted) return undefined;
        await delay(PAUSE);
        continue;
      }
      if (expected.includes(answer.status) || (later && repeated.includes(answer.status))) return answer;
      failures.push(`${what}: ${answer.status} ${answer.body.code}`);
      return undefined;
    }
  }

  /** @returns undefined when nobody answered */
  const isThere = async (userId: string, { picture, url }: Shown): Promise<boolean | undefined> => {
    const answer = await ask(userId, 'read', [200, 404], async (client) => {
      const { pathname, search } = new URL(url);
      const read = await download(new URL(pathname + search, client.url).href);
      return { ...read, body: { bytes: read.body } as { bytes: Buffer } & Partial<Problem> };
    });
    if (answer === undefined) return undefined;
    const sha256 = createHash('sha256').update(answer.body.bytes).digest('hex');
    if (answer.status === 200 && !truth.has(picture)) truth.set(picture, sha256);
    const there = answer.status === 200 && truth.get(picture) === sha256;
    if (!there) lost.push(`${userId}: ${answer.status}, picture ${picture}`);
    return there;
  };

  async function live(userId: string): Promise<void> {
    while (!stopping.signal.aborted) {
      const before = told.get(userId);
      if (typeof before === 'object') {
        const there = await isThere(userId, before);
        if (there === undefined) continue;
        if (there) found++;
      }
      told.set(userId, 'unknown');
      if (typeof before === 'object' && next() < deletes) {
        const answer = await ask(
          userId,
          'delete',
          [200],
          (client) => client.request('DELETE', '/api/enterprise/avatar'),
          [404],
        );
        if (answer) told.set(userId, 'deleted');
        else continue;
      } else {
        const picture = Math.floor(next() * pictures.length);
        const bytes = pictures[picture] ?? Buffer.alloc(0);
        const answer = await ask(userId, 'upload', [200, 201], (client) => client.upload(bytes));
        if (answer === undefined) continue;
        const shown = { picture, url: answer.body.data.urls.large ?? '' };
        told.set(userId, shown);
        acknowledged++;
        await isThere(userId, shown);
      }
      operations++;
      for (const one of waiting) if (operations >= one.operations) one.resolve();
    }
  }

  const running = Promise.all(Array.from({ length: users }, (_, index) => live(`user-${index}`)));
  return {
    async stop() {
      stopping.abort();
      await running;
    },
    reaches: (wanted) =>
      new Promise((resolve) => {
        if (operations >= wanted) resolve();
        else waiting.push({ operations: wanted, resolve });
      }),
    get operations() {
      return operations;
    },
    get retried() {
      return retried;
    },
    failures,
    async verify() {
      for (const [userId, last] of told) {
        if (last === 'unknown') continue;
        const info = await clientFor(userId).request<{ data: { urls: Record<string, string> } } & Problem>(
          'GET',
          '/api/v1/users/me/avatar/info',
        );
        if (last === 'deleted') {
          if (info.status !== 404) lost.push(`${userId}: deleted, and answered ${info.status}`);
        } else if (info.status !== 200) lost.push(`${userId}: ${info.status} ${info.body.code}`);
        else if (await isThere(userId, { ...last, url: info.body.data.urls.large ?? '' })) found++;
      }
      if (acknowledged === 0) lost.push('everything: nothing was acknowledged');
      return { acknowledged, found, lost };
    },
  };
}
