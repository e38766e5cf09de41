import { once } from 'node:events';
import { io } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import { clientOf } from './harness/client.ts';
import { hasFleet } from './harness/engines.ts';
import { startInstallation } from './harness/installation.ts';
import { type TestServer, token } from './harness/server.ts';

const BODY = {
  name: 'Alice',
  sex: 'female',
  measurements: { height: 168, chest: 92, waist: 74, hip: 99 },
};

/** Watches an avatar on one server until it is ready. */
async function watch(server: TestServer, avatarId: string) {
  const socket = io(server.url, {
    transports: ['websocket'],
    forceNew: true,
    auth: { token: token({ userId: 'alice' }) },
  });
  const steps: number[] = [];
  socket.on('avatar:processing:update', ({ progress }) => steps.push(progress));
  const complete = new Promise<number[]>((resolve, reject) => {
    socket.on('avatar:processing:complete', () => resolve(steps));
    socket.on('avatar:processing:error', ({ error }) => reject(new Error(error)));
  });
  await once(socket as never, 'connect');
  expect(await socket.emitWithAck('avatar:subscribe', { avatarId })).toEqual({ ok: true });
  return { complete, close: () => socket.disconnect() };
}

describe.skipIf(!hasFleet)('two servers and a worker, each a process of its own', () => {
  it.each([
    ['Redis', {}],
    ['PostgreSQL', { REDIS_URL: '' }],
  ])('jobs wait in %s: on either server a client sees the worker at work', async (_engine, env) => {
    const installation = await startInstallation('fleet', { servers: 2, workers: 1, env });
    try {
      const [one, two] = installation.servers as [TestServer, TestServer];
      const made = await clientOf(one, { userId: 'alice' }).request<{ avatarId: string }>(
        'POST',
        '/api/v1/avatars/measurement-based',
        { headers: { 'content-type': 'application/json' }, body: JSON.stringify(BODY) },
      );
      expect(made.status).toBe(202);
      const watched = await Promise.all([one, two].map((server) => watch(server, made.body.avatarId)));
      for (const { complete } of watched) {
        const steps = await complete;
        expect(steps.at(-1)).toBe(100);
        expect(steps).toEqual(steps.toSorted((a, b) => a - b));
      }
      for (const { close } of watched) close();
      const ready = await fetch(`${two.url}/ready`);
      const { checks } = (await ready.json()) as { checks: Record<string, string> };
      expect(checks.redis).toBe('REDIS_URL' in env ? undefined : 'ok');
    } finally {
      await installation.remove();
    }
  });

  it('whoever is told to stop while Redis is away stops', async () => {
    const installation = await startInstallation('fleet', { servers: 1, workers: 1 });
    try {
      await installation.engines?.redis.down();
      const [server, worker] = [installation.servers[0], installation.workers[0]];
      expect(await Promise.all([server?.stop(), worker?.stop()])).toEqual([0, 0]);
    } finally {
      await installation.remove();
    }
  });
});
