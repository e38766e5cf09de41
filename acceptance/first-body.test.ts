import { openBody, secondTape, validateGlb } from '@likeness/test-kit/bodies';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOf, download } from './harness/client.ts';
import { environment, likeness, startServer, type TestServer, token } from './harness/server.ts';

const FOUR = { height: 168, chest: 92, waist: 74, hip: 99 };
const AVATARS = '/api/v1/avatars';
const SETTINGS = { LIKENESS_QUEUE_RATE: 'off' };

let server: TestServer;
beforeAll(async () => {
  server = await startServer(SETTINGS);
});
afterAll(() => server.remove());

interface Made {
  avatarId: string;
  processingJobId: string;
}

async function make(userId: string, measurements: object = FOUR): Promise<Made> {
  const answer = await clientOf(server, { userId }).request<Made>('POST', `${AVATARS}/measurement-based`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Me', sex: 'female', measurements }),
  });
  expect(answer.status).toBe(202);
  return answer.body;
}

/** Connects as a user and waits until the avatar's model is there; also when it was there before. */
async function completed(userId: string, avatarId: string): Promise<{ modelUrl: string; steps: string[] }> {
  const socket: Socket = io(server.url, { transports: ['websocket'], auth: { token: token({ userId }) } });
  const steps: string[] = [];
  try {
    return await new Promise((resolve, reject) => {
      socket.on('connect_error', reject);
      socket.on('avatar:processing:update', ({ currentStep }) => steps.push(currentStep));
      socket.on('avatar:processing:complete', ({ modelUrl }) => resolve({ modelUrl, steps }));
      socket.on('avatar:processing:error', ({ error }) => reject(new Error(error)));
      socket.emit('avatar:subscribe', { avatarId }, (answer: { ok: boolean; code?: string }) => {
        if (!answer.ok) reject(new Error(answer.code));
      });
    });
  } finally {
    socket.disconnect();
  }
}

const measured = async (userId: string, url: string) => {
  const model = await download(url, { headers: { authorization: `Bearer ${token({ userId })}` } });
  expect(model.status).toBe(200);
  expect((await validateGlb(model.body)).messages).toEqual([]);
  return secondTape(await openBody(model.body));
};

test('four numbers over HTTP become a GLB that measures them, and progress is told on the way', async () => {
  const { avatarId } = await make('alice');
  const { modelUrl } = await completed('alice', avatarId);
  const tape = await measured('alice', modelUrl);
  for (const [key, cm] of Object.entries(FOUR)) {
    expect(Math.abs((tape[key] as number) - cm), key).toBeLessThanOrEqual(0.1);
  }
  await expect(completed('mallory', avatarId)).rejects.toThrow('avatar_not_found');
  const stranger = await clientOf(server, { userId: 'mallory' }).request('GET', `${AVATARS}/${avatarId}`);
  expect([stranger.status, stranger.body.code]).toEqual([404, 'avatar_not_found']);
});

test('killed in the middle of a body: after the start it is finished, and the audit is clean', async () => {
  const made = await Promise.all([make('bob'), make('bob', { ...FOUR, waist: 80 })]);
  await server.kill();
  server = await server.again();
  for (const { avatarId } of made) {
    const { modelUrl } = await completed('bob', avatarId);
    expect((await measured('bob', modelUrl)).height).toBeCloseTo(FOUR.height, 0);
  }
  const audit = await likeness(['audit', '--json'], environment(server.dataDir, SETTINGS));
  expect([audit.code, audit.stdout]).toEqual([0, expect.any(String)]);
  const jobs = await likeness(['jobs', 'list', '--json'], environment(server.dataDir, SETTINGS));
  const listed = JSON.parse(jobs.stdout) as { status: string }[];
  expect(listed.map(({ status }) => status)).toEqual(listed.map(() => 'completed'));
  expect(listed.length).toBeGreaterThanOrEqual(3);
});

test('nothing of a body is in the log or in the files of the store', async () => {
  expect(server.output()).not.toMatch(/"waist"|\b(74|99)\.?0?\s*cm|hourglass/);
});
