import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { METADATA_MARKS, textAsJpg } from '@likeness/test-kit';
import { openBody, secondTape, validateGlb } from '@likeness/test-kit/bodies';
import sharp from 'sharp';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOf, download, type Problem } from './harness/client.ts';
import { environment, likeness, startServer, type TestServer, token } from './harness/server.ts';
import { storedObjects } from './harness/stored-objects.ts';

const AVATARS = '/api/v1/avatars';
const SETTINGS = { LIKENESS_QUEUE_RATE: 'off' };
const HEIGHT = '168';

let server: TestServer;
let folder: string;
let front: Buffer;
let side: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-photos-'));
  const made = await likeness(['demo-photos', folder], environment(folder));
  if (made.code !== 0) throw new Error(made.stderr);
  front = await readFile(join(folder, 'front.jpg'));
  side = await readFile(join(folder, 'side.jpg'));
  server = await startServer(SETTINGS);
});
afterAll(async () => {
  await server.remove();
  await rm(folder, { recursive: true, force: true });
});

interface Made extends Problem {
  avatarId: string;
  processingJobId: string;
}

async function send(userId: string, files: Record<string, Buffer>, fields: Record<string, string> = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ name: 'Me', height: HEIGHT, ...fields }))
    form.set(name, value);
  for (const [name, bytes] of Object.entries(files)) {
    form.set(name, new Blob([new Uint8Array(bytes)]), 'SECRET-name.jpg');
  }
  return clientOf(server, { userId }).request<Made>('POST', `${AVATARS}/photo-based`, { body: form });
}

interface Heard {
  progress: number;
  currentStep: string;
}

/** Watches an avatar until its job has ended; gives every step that was told. */
async function ended(userId: string, avatarId: string): Promise<{ steps: Heard[]; error?: unknown }> {
  const socket: Socket = io(server.url, { transports: ['websocket'], auth: { token: token({ userId }) } });
  const steps: Heard[] = [];
  try {
    return await new Promise((resolve, reject) => {
      socket.on('connect_error', reject);
      socket.on('avatar:processing:update', (heard: Heard) => steps.push(heard));
      socket.on('avatar:processing:complete', () => resolve({ steps }));
      socket.on('avatar:processing:error', (error) => resolve({ steps, error }));
      socket.emit('avatar:subscribe', { avatarId }, (answer: { ok: boolean; code?: string }) => {
        if (!answer.ok) reject(new Error(answer.code));
      });
    });
  } finally {
    socket.disconnect();
  }
}

const photoObjects = () => storedObjects(server.dataDir, 'photos');

interface Shown {
  status: string;
  modelUrl: string;
  photos: { state: string; findings: { code: string; sentence: string }[] };
}
const show = async (userId: string, avatarId: string) =>
  (await clientOf(server, { userId }).request<Shown>('GET', `${AVATARS}/${avatarId}`)).body;

test('two photos over HTTP become a body, step by step over Socket.IO, and are gone', async () => {
  const made = await send('alice', { front, side }, { sex: 'female', consent: 'true' });
  expect([made.status, made.body.code]).toEqual([202, undefined]);
  const { avatarId } = made.body;
  const { steps, error } = await ended('alice', avatarId);
  expect(error).toBeUndefined();
  const texts = steps.map(({ currentStep }) => currentStep);
  expect(texts).toEqual(expect.arrayContaining(['Removing background', 'Generating 3D model', 'Completed']));
  const progress = steps.map((step) => step.progress);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  const shown = await show('alice', avatarId);
  expect(shown).toMatchObject({ status: 'ready', photos: { state: 'deleted' } });
  expect(await photoObjects()).toEqual([]);
  const model = await download(shown.modelUrl, { headers: { authorization: `Bearer ${token()}` } });
  expect((await validateGlb(model.body)).messages).toEqual([]);
  expect(
    Math.abs((secondTape(await openBody(model.body)).height as number) - Number(HEIGHT)),
  ).toBeLessThanOrEqual(0.1);
});

test('a photo that lies on its side is turned by its EXIF, and PNG and WebP are read like JPEG', async () => {
  const upright = sharp(front).resize(1512, 2016).removeAlpha();
  const turned = await upright.clone().rotate(270).jpeg().withMetadata({ orientation: 6 }).toBuffer();
  for (const [userId, bytes] of [
    ['turned', turned],
    ['png', await upright.clone().png().toBuffer()],
    ['webp', await upright.clone().webp({ quality: 95 }).toBuffer()],
  ] as const) {
    const { status, body } = await send(userId, { front: bytes }, { sex: 'female' });
    expect([userId, status]).toEqual([userId, 202]);
    expect([userId, (await ended(userId, body.avatarId)).error]).toEqual([userId, undefined]);
  }
});

test('killed in the middle: after the start the photos are read, deleted, and the audit is clean', async () => {
  const { body } = await send('bob', { front, side }, { sex: 'female' });
  await server.kill();
  // as if it had been killed while photos came in
  const coming = join(server.dataDir, 'tmp', 'photos');
  await mkdir(coming, { recursive: true });
  await writeFile(join(coming, 'upload-1'), front);
  server = await server.again();
  expect(await readdir(coming).catch(() => [])).toEqual([]);
  expect((await ended('bob', body.avatarId)).error).toBeUndefined();
  expect(await show('bob', body.avatarId)).toMatchObject({ status: 'ready', photos: { state: 'deleted' } });
  expect(await photoObjects()).toEqual([]);
  const audit = await likeness(['audit', '--json'], environment(server.dataDir, SETTINGS));
  expect([audit.code, audit.stdout]).toEqual([0, expect.any(String)]);
});

test('what is no photo of a person is refused with advice, never made into a body', async () => {
  const text = await send('carol', { front: textAsJpg() });
  expect([text.status, text.body.code]).toEqual([415, 'unsupported_image']);
  const black = await sharp({ create: { width: 1512, height: 2016, channels: 3, background: '#000' } })
    .jpeg()
    .toBuffer();
  const { body } = await send('carol', { front: black });
  expect((await ended('carol', body.avatarId)).error).toEqual({
    avatarId: body.avatarId,
    error: 'photo_refused',
    retryable: false,
  });
  const { status, photos } = await show('carol', body.avatarId);
  expect([status, photos.state]).toEqual(['error', 'deleted']);
  expect(photos.findings[0]?.sentence).toMatch(/\.$/);
  expect(await photoObjects()).toEqual([]);
});

test('nothing of the photos is in the log or in the files of the store', async () => {
  expect(server.output()).not.toMatch(/SECRET-name|landmark|"waist"|nobody_found/);
  const objects = await storedObjects(server.dataDir);
  expect(objects.length).toBeGreaterThan(0);
  for (const object of objects) {
    const bytes = await object.bytes();
    expect(METADATA_MARKS.filter((mark) => bytes.includes(mark))).toEqual([]);
    expect(bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))).toBe(false);
  }
});
