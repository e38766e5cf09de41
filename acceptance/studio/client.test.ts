import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createLikeness,
  isCode,
  type Likeness,
  type LikenessOptions,
  type UploadedPortrait,
} from '@likeness/client';
import { photo } from '@likeness/test-kit';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, openPage, startBrowser } from '../harness/browser.ts';
import { throttleUploads } from '../harness/page-tools.ts';
import { likeness as command, environment, startServer, type TestServer, token } from '../harness/server.ts';

const MEASUREMENTS = { height: 168, chest: 92, waist: 74, hip: 99 };

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ LIKENESS_QUEUE_RATE: 'off' });
});
afterAll(() => server.remove());

const clientOf = (userId: string, options: LikenessOptions = {}): Likeness =>
  createLikeness({ baseUrl: server.url, token: () => token({ userId }), ...options });

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: { code?: string }) => error.code,
  );

test('a picture: cut as it was asked for, told of, replaced, brought back, removed', async () => {
  const { portraits } = clientOf('client-picture');
  expect(await codeOf(portraits.info())).toBe('no_portrait');
  // the left half is red, the right one blue
  const halves = await sharp({ create: { width: 400, height: 200, channels: 3, background: '#ff0000' } })
    .composite([
      {
        input: { create: { width: 200, height: 200, channels: 3, background: '#0000ff' } },
        left: 200,
        top: 0,
      },
    ])
    .png()
    .toBuffer();
  const shares: number[] = [];
  const first = await portraits.upload(halves, {
    crop: { x: 200, y: 0, width: 199.7, height: 199.7 },
    onProgress: (share) => shares.push(share),
  });
  expect([shares[0], shares.at(-1), first.isDuplicate]).toEqual([0, 1, false]);
  expect(await middleOf(first)).toEqual([0, 0, 255]);
  // rotated by 90° clockwise, what was on the left is at the top
  const second = await portraits.upload(new Blob([new Uint8Array(halves)]), {
    rotate: 90,
    crop: { x: 0, y: 0, width: 200, height: 200 },
  });
  expect(await middleOf(second)).toEqual([255, 0, 0]);
  expect((await portraits.info()).avatarId).toBe(second.avatarId);
  expect((await portraits.history()).map(({ picture }) => picture.avatarId)).toEqual([
    second.avatarId,
    first.avatarId,
  ]);
  expect((await portraits.undo()).avatarId).toBe(first.avatarId);
  expect((await portraits.urls(first.avatarId)).urls).toEqual(first.urls);
  const shown = await fetch(portraits.stableUrl(first.entity, 'small'));
  expect(shown.headers.get('content-type')).toMatch(/^image\//);
  await portraits.remove({ erase: true });
  expect(await codeOf(portraits.info())).toBe('no_portrait');
});

test('the same key twice is one upload', async () => {
  const { portraits } = clientOf('client-key');
  const bytes = await photo({ seed: 71 });
  const [one, two] = await Promise.all([
    portraits.upload(bytes, { idempotencyKey: 'once' }),
    portraits.upload(bytes, { idempotencyKey: 'once' }),
  ]);
  expect(two).toEqual(one);
  expect(await portraits.history()).toHaveLength(1);
});

/** Notes its connections. */
function listeningIn() {
  const sockets: Socket[] = [];
  const watched = (url: string, options: object) => {
    const socket = io(url, options);
    sockets.push(socket);
    return socket;
  };
  return { sockets, io: watched as NonNullable<LikenessOptions['io']> };
}

test.each(['by looking again and again', 'told by a socket'])('a body from measurements, %s', async (how) => {
  const live = listeningIn();
  const { bodies, jobs } = clientOf(`client-body ${how}`, how.endsWith('socket') ? { io: live.io } : {});
  const checked = await bodies.validate({ sex: 'female', measurements: MEASUREMENTS });
  expect(checked.valid).toBe(true);
  const body = await bodies.fromMeasurements({ name: 'Me', sex: 'female', measurements: MEASUREMENTS });
  const told: { status: string; progress: number }[] = [];
  for await (const { status, progress } of body) told.push({ status, progress });
  expect(told.at(-1)).toEqual({ status: 'completed', progress: 100 });
  const avatar = await body.done();
  expect(avatar).toMatchObject({ id: body.avatarId, name: 'Me', status: 'ready', closes: true });
  expect((await jobs.get(body.jobId)).status).toBe('completed');
  expect((await bodies.list()).data.map(({ id }) => id)).toEqual([avatar.id]);
  const glb = await (await bodies.model(avatar.id, { lod: '0', compression: 'none' })).arrayBuffer();
  expect(Buffer.from(glb).toString('latin1', 0, 4)).toBe('glTF');
  expect((await bodies.thumbnail(avatar.id, { size: '128' })).type).toBe('image/png');

  expect((await bodies.update(avatar.id, { name: 'New' }, { version: avatar.version })).name).toBe('New');
  const late = bodies.update(avatar.id, { name: 'Late' }, { version: avatar.version });
  expect(await codeOf(late)).toBe('precondition_failed');
  const again = { sex: 'female', measurements: { ...MEASUREMENTS, waist: 80 } } as const;
  const { job, measurements } = await bodies.remeasure(avatar.id, again, { regenerate: true });
  expect(measurements.waist?.value).toBe(80);
  expect((await job?.done())?.name).toBe('New');
  const inches = await bodies.measurements(avatar.id, { unit: 'imperial' });
  expect(inches.measurements.height?.value).toBeCloseTo(168 / 2.54, 1);
  await bodies.remove(avatar.id);
  expect((await bodies.restore(avatar.id)).id).toBe(avatar.id);
  await bodies.remove(avatar.id, { erase: true });
  expect(await codeOf(bodies.get(avatar.id))).toBe('avatar_not_found');
  expect(live.sockets.map(({ connected }) => connected)).toEqual(live.sockets.map(() => false));
  // what it hears depends on how quick the job is; without one there is nothing to hear by
  expect(live.sockets.length > 0).toBe(how.endsWith('socket'));
});

test('a body that nobody can have is refused with findings; a watch that is aborted rejects', async () => {
  const { bodies, jobs } = clientOf('client-refused');
  const giant = bodies.fromMeasurements({ name: 'Giant', measurements: { height: 400 } });
  const error = await giant.then(
    () => undefined,
    (problem: unknown) => problem,
  );
  expect(isCode(error, 'impossible_body') && error.problem.findings).toMatchObject([{ field: 'height' }]);
  const body = await bodies.fromMeasurements({ name: 'Me', measurements: MEASUREMENTS });
  const watching = jobs.watch(body.jobId, { signal: AbortSignal.abort() });
  await expect(watching.next()).rejects.toMatchObject({ name: 'AbortError' });
  await body.done();
  expect(await codeOf(body.cancel())).toBe('job_not_active');
});

test('a body from photos: read, and one that shows nobody with the advice of the gate', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'likeness-client-'));
  try {
    const made = await command(['demo-photos', folder], environment(folder));
    expect(made.code).toBe(0);
    const front = await readFile(join(folder, 'front.jpg'));
    const side = await readFile(join(folder, 'side.jpg'));
    const { bodies } = clientOf('client-photos');
    const steps = new Set<string | null>();
    const body = await bodies.fromPhotos({ name: 'Me', height: 168, consent: true, front, side });
    for await (const { currentStep } of body) steps.add(currentStep);
    expect((await body.done()).photos?.state).toBe('deleted');
    expect(steps.size).toBeGreaterThan(1);

    const nobody = await photo({ width: 1_200, height: 1_600, seed: 3 });
    const refused = await bodies.fromPhotos({ name: 'Me', height: 168, consent: true, front: nobody });
    await expect(refused.done()).rejects.toMatchObject({
      code: 'photo_refused',
      problem: { findings: [expect.objectContaining({ photo: 'front', sentence: expect.any(String) })] },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

describe.skipIf(!hasChromium)('in a browser', () => {
  let browser: Browser;
  let bundle: string;
  beforeAll(async () => {
    browser = await startBrowser();
    const { outputFiles } = await build({
      stdin: { contents: `export * from '@likeness/client'`, resolveDir: import.meta.dirname },
      bundle: true,
      format: 'iife',
      globalName: 'client',
      write: false,
    });
    bundle = outputFiles[0]?.text ?? '';
  });
  afterAll(() => browser?.close());

  test('an upload tells how much has gone, can be cancelled, and says why it was refused', async () => {
    const { page, complaints, close } = await openPage(browser, server.url, { allowed: /415|favicon/ });
    try {
      await page.goto(`${server.url}/health`);
      await page.evaluate(bundle);
      const bytes = (await photo({ width: 2_000, height: 1_500, seed: 72 })).toString('base64');
      await page.evaluate(
        ([base64, bearer]) => {
          const { createLikeness } = (globalThis as unknown as { client: typeof import('@likeness/client') })
            .client;
          const { portraits } = createLikeness({ baseUrl: location.origin, token: bearer });
          const file = new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]);
          Object.assign(globalThis, { portraits, file });
        },
        [bytes, token({ userId: 'client-browser' })] as const,
      );
      const hurry = await throttleUploads(page, 200_000);
      const cancelled = await page.evaluate(async () => {
        const { portraits, file } = globalThis as unknown as { portraits: Likeness['portraits']; file: Blob };
        const controller = new AbortController();
        const onProgress = (share: number) => share > 0 && controller.abort();
        return portraits.upload(file, { signal: controller.signal, onProgress }).catch(({ name }) => name);
      });
      expect(cancelled).toBe('AbortError');
      const { shares, avatarId } = await page.evaluate(async () => {
        const { portraits, file } = globalThis as unknown as { portraits: Likeness['portraits']; file: Blob };
        const shares: number[] = [];
        const { avatarId } = await portraits.upload(file, { onProgress: (share) => shares.push(share) });
        return { shares, avatarId };
      });
      expect(shares).toEqual(shares.toSorted((a, b) => a - b));
      expect([shares[0], shares.at(-1), new Set(shares).size > 3]).toEqual([0, 1, true]);
      expect((await clientOf('client-browser').portraits.info()).avatarId).toBe(avatarId);
      await hurry();
      const refused = await page.evaluate(async () => {
        const { portraits } = globalThis as unknown as { portraits: Likeness['portraits'] };
        return portraits.upload(new Blob(['no picture'])).catch(({ code, status }) => [code, status]);
      });
      expect(refused).toEqual(['unsupported_image', 415]);
      expect(complaints).toEqual([]);
    } finally {
      await close();
    }
  });
});

/** The colour in the middle of the largest square. */
async function middleOf({ urls }: UploadedPortrait): Promise<number[]> {
  const bytes = Buffer.from(await (await fetch(urls.large ?? '')).arrayBuffer());
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels;
  // JPEG is not exact
  return [...data.subarray(at, at + 3)].map((value) => Math.round(value / 51) * 51);
}
