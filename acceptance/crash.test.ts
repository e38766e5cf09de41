import { createHash } from 'node:crypto';
import { photo, random } from '@likeness/test-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOf, download } from './harness/client.ts';
import { environment, likeness, startServer, type TestServer } from './harness/server.ts';

const CRASHES = Math.max(3, Math.round(100 * Number(process.env.LIKENESS_TEST_SCALE ?? '0.05')));
const SETTINGS = { LIKENESS_CLEANUP_GRACE: '0', LIKENESS_UNDO_DAYS: '0', AVATAR_CLEANUP_INTERVAL: '200' };

let server: TestServer;
beforeAll(async () => {
  server = await startServer(SETTINGS);
});
afterAll(() => server.remove());

/** What a user was told last: the picture's bytes by hash, or that it is gone. */
type Acknowledged = Map<string, { url: string; sha256: string } | 'unknown' | 'deleted'>;

/** Uploads, reads and deletes of six users until the server is gone. What was under way then is unknown. */
async function mixedLoad(
  pictures: Buffer[],
  acknowledged: Acknowledged,
  next: () => number,
  onDone: (operations: number) => void,
): Promise<number> {
  let done = 0;
  const one = async (userId: string) => {
    const user = clientOf(server, { userId });
    for (;;) {
      const before = acknowledged.get(userId);
      try {
        acknowledged.set(userId, 'unknown');
        if (before && typeof before === 'object' && next() < 0.3) {
          const { status } = await user.request('DELETE', '/api/enterprise/avatar');
          expect(status).toBe(200);
          acknowledged.set(userId, 'deleted');
        } else {
          const { status, body } = await user.upload(
            pictures[Math.floor(next() * pictures.length)] ?? Buffer.alloc(0),
          );
          expect(status).toBe(201);
          const url = body.data.urls.large ?? '';
          acknowledged.set(userId, { url, sha256: await hashOf(url) });
        }
        onDone(++done);
      } catch (error) {
        if (error instanceof TypeError) return; // fetch says so when the connection broke
        throw error;
      }
    }
  };
  await Promise.all(['ann', 'ben', 'cat', 'dan', 'eve', 'fay'].map(one));
  return done;
}

async function hashOf(url: string): Promise<string> {
  const { status, body } = await download(url);
  expect(status).toBe(200);
  return createHash('sha256').update(body).digest('hex');
}

test(`killed ${CRASHES} times in mid-load: the audit is clean and what was acknowledged reads back`, async () => {
  const next = random(CRASHES);
  const pictures = await Promise.all(
    Array.from({ length: 5 }, (_, seed) => photo({ width: 160, height: 120, seed })),
  );
  const acknowledged: Acknowledged = new Map();
  let done = 0;
  for (let crash = 0; crash < CRASHES; crash++) {
    // some operations after the start, and some milliseconds into the next ones
    const [operations, milliseconds] = [1 + Math.floor(next() * 20), next() * 60];
    done += await mixedLoad(pictures, acknowledged, next, (count) => {
      if (count === operations) setTimeout(() => server.process.kill('SIGKILL'), milliseconds);
    });
    await server.kill();
    server = await server.again();
    for (const [userId, last] of acknowledged) {
      if (last === 'unknown') continue;
      const info = await clientOf(server, { userId }).request<{ data: { urls: Record<string, string> } }>(
        'GET',
        '/api/v1/users/me/avatar/info',
      );
      if (last === 'deleted') expect([userId, info.status]).toEqual([userId, 404]);
      else expect(await hashOf(info.body.data.urls.large ?? '')).toBe(last.sha256);
    }
  }
  expect(done).toBeGreaterThanOrEqual(CRASHES);
  const admin = clientOf(server, { userId: 'boss', role: 'admin', permissions: ['system'] });
  expect((await admin.request('POST', '/api/enterprise/avatar/system/cleanup')).status).toBe(200);
  const audit = await likeness(['audit', '--json'], environment(server.dataDir, SETTINGS));
  expect([audit.code, audit.stdout]).toEqual([0, expect.any(String)]);
});
