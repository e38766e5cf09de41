import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type Client, clientOf, download, type Problem } from './client.ts';
import type { TestServer } from './server.ts';

/** What a user was told last: the hash of the picture, that it is gone, or nothing that counts. */
type Told = { sha256: string } | 'deleted' | 'unknown';

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
  /** Reads back what every user was told last. */
  verify(): Promise<{ acknowledged: number; found: number; lost: string[] }>;
}

const PAUSE = 50;

/** Users who upload, read and delete their pictures, as fast as they are answered. */
export function startMixedLoad(options: MixedLoadOptions): MixedLoad {
  const { servers, pictures, next, users = 6, deletes = 0.3, mayBreak = false } = options;
  const stopping = new AbortController();
  const told = new Map<string, Told>();
  const failures: string[] = [];
  const waiting: { operations: number; resolve: () => void }[] = [];
  let [operations, retried] = [0, 0];

  const clientFor = (userId: string): Client => {
    const all = servers();
    return clientOf(all[Math.floor(next() * all.length)] ?? { url: 'http://127.0.0.1:9' }, { userId });
  };

  /** Asks again while the answer is "later"; undefined when nothing is known of what became of it. */
  async function ask<T extends Answer<Partial<Problem>>>(
    userId: string,
    what: string,
    expected: readonly number[],
    send: (client: Client) => Promise<T>,
  ): Promise<T | undefined> {
    for (;;) {
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
      if (expected.includes(answer.status)) return answer;
      failures.push(`${what}: ${answer.status} ${answer.body.code}`);
      return undefined;
    }
  }

  const hashOf = async (userId: string, what: string, url: string) => {
    const answer = await ask(userId, what, [200], async (client) => {
      const { pathname, search } = new URL(url);
      const found = await download(new URL(pathname + search, client.url).href);
      return { ...found, body: { bytes: found.body } as { bytes: Buffer } & Partial<Problem> };
    });
    return answer && createHash('sha256').update(answer.body.bytes).digest('hex');
  };

  async function live(userId: string): Promise<void> {
    while (!stopping.signal.aborted) {
      const before = told.get(userId);
      told.set(userId, 'unknown');
      if (typeof before === 'object' && next() < deletes) {
        const answer = await ask(userId, 'delete', [200], (client) =>
          client.request('DELETE', '/api/enterprise/avatar'),
        );
        if (answer) told.set(userId, 'deleted');
        else continue;
      } else {
        const bytes = pictures[Math.floor(next() * pictures.length)] ?? Buffer.alloc(0);
        const answer = await ask(userId, 'upload', [200, 201], (client) => client.upload(bytes));
        const sha256 = answer && (await hashOf(userId, 'read', answer.body.data.urls.large ?? ''));
        if (sha256 === undefined) continue;
        told.set(userId, { sha256 });
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
      const known = [...told].filter(([, last]) => last !== 'unknown');
      const lost: string[] = [];
      for (const [userId, last] of known) {
        const info = await clientFor(userId).request<{ data: { urls: Record<string, string> } } & Problem>(
          'GET',
          '/api/v1/users/me/avatar/info',
        );
        if (last === 'deleted') {
          if (info.status !== 404) lost.push(`${userId}: deleted, and answered ${info.status}`);
        } else if (info.status !== 200) lost.push(`${userId}: ${info.status} ${info.body.code}`);
        else if (
          (await hashOf(userId, 'read', info.body.data.urls.large ?? '')) !==
          (last as { sha256: string }).sha256
        )
          lost.push(`${userId}: other bytes`);
      }
      return { acknowledged: known.length, found: known.length - lost.length, lost };
    },
  };
}
