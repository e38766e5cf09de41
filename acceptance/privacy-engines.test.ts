import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { METADATA_MARKS, photo } from '@likeness/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobOf } from './harness/bodies.ts';
import { clientOf } from './harness/client.ts';
import { dumpBucket, dumpMongo, dumpPostgres, dumpRedis, type Kept } from './harness/dump.ts';
import { hasFleet } from './harness/engines.ts';
import { type Installation, startInstallation } from './harness/installation.ts';
import { environment, likeness, token } from './harness/server.ts';

const { LIKENESS_TEST_MONGODB_URL: MONGODB = '' } = process.env;

/** Numbers and words that turn up nowhere by chance. */
const MEASUREMENTS = { height: 168.3719, chest: 92.4173, waist: 73.5937, hip: 99.6317 };
const WEIGHT = 61.8371;
const COLOUR = '#a1b2c3';
const BODY = 'Zephyrine Quillfeather';
const FILE = 'Quillfeather-at-the-beach';
const USER = 'zephyrine@quillfeather.example';

const float = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
};
const traces = (value: number) =>
  [String(value), float(value), float(value / 100)].map((trace) => Buffer.from(trace as never));

describe.skipIf(!hasFleet || MONGODB === '')('a dump of every engine of a fleet', () => {
  let fleet: Installation;
  let folder: string;
  let front: Buffer;
  const settings: Record<string, string> = {};
  const secrets: string[] = [];
  const mongo = new URL(MONGODB || 'mongodb://127.0.0.1/');
  mongo.pathname = `/privacy_${randomBytes(6).toString('hex')}`;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'likeness-privacy-'));
    const drawn = await likeness(['demo-photos', folder, '--size', '900'], environment(join(folder, 'data')));
    expect(drawn.code).toBe(0);
    front = await readFile(join(folder, 'front.jpg'));
    fleet = await startInstallation('fleet', {
      env: {
        MONGODB_URL: mongo.href,
        LIKENESS_WORKERS_IN_PROCESS: 'off',
        LIKENESS_WEBHOOKS_TO_PRIVATE: 'on',
      },
    });
    Object.assign(settings, fleet.engines?.direct);
  });
  afterAll(async () => {
    await fleet.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const dump = async (): Promise<Kept[]> => [
    ...(await dumpPostgres(settings.DATABASE_URL ?? '')),
    ...(await dumpRedis(settings.REDIS_URL ?? '')),
    ...(await dumpMongo(mongo.href)),
    ...(await dumpBucket(settings)),
    ...[...fleet.servers, ...fleet.workers].map((one) => ({
      where: 'log',
      bytes: Buffer.from(one.output()),
    })),
  ];
  /** Where something of this is found, apart from where it may be. */
  const found = (
    kept: readonly Kept[],
    needles: readonly (string | Buffer)[],
    allowed: readonly string[] = [],
  ) => [
    ...new Set(
      kept
        .filter(({ where }) => !allowed.some((place) => where.startsWith(place)))
        .flatMap(({ where, bytes }) =>
          needles
            .filter((needle) => bytes.includes(needle))
            .map((needle) => `${where}: ${needle.toString('latin1')}`),
        ),
    ),
  ];

  const expectPrivate = (kept: Kept[]) => {
    const numbers = [...Object.values(MEASUREMENTS), WEIGHT];
    const body = numbers.flatMap(traces);
    // so short that a duration in the log may happen to be one
    expect(
      found(
        kept,
        numbers.map((value) => value.toFixed(2)),
        ['log'],
      ),
    ).toEqual([]);
    const words = ['female', COLOUR, 'hourglass', 'rectangle', 'glTF', 'undersuit'];
    expect(found(kept, [...body, ...words])).toEqual([]);
    // what is drawn of a body, or photographed of one, lies nowhere as a picture
    const jpeg = [0xe0, 0xdb].map((marker) => Buffer.from([0xff, 0xd8, 0xff, marker, 0x00]));
    const pictures = [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...jpeg];
    expect(found(kept, pictures, ['s3 blobs/'])).toEqual([]);
    const middle = Math.floor(front.length / 2);
    expect(found(kept, [front.subarray(middle, middle + 48)])).toEqual([]);
    expect(found(kept, METADATA_MARKS, ['postgres', 'redis', 'mongodb', 'log'])).toEqual([]);
    expect(found(kept, [FILE, ...secrets])).toEqual([]);
    expect(found(kept, [BODY], ['postgres avatar.avatars.name'])).toEqual([]);
    expect(found(kept, [USER], ['postgres shared.users.subject', 'postgres shared.entities.name'])).toEqual(
      [],
    );
  };

  it('shows nothing of a body, a photo, a name, a token or a secret: while jobs wait, and when they are done', async () => {
    const [server] = fleet.servers;
    if (server === undefined) throw new Error('no server');
    const user = clientOf(server, { userId: USER });
    const admin = clientOf(server, { userId: 'root', role: 'admin' });
    secrets.push(token({ userId: USER }).split('.')[2] ?? '');
    const json = (body: unknown, headers: Record<string, string> = {}) => ({
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const hook = await admin.request<{ secret: string }>(
      'POST',
      '/api/v1/webhooks',
      json({ url: 'https://127.0.0.1:9/hook', topics: ['*'] }),
    );
    expect(hook.status).toBe(201);
    secrets.push(hook.body.secret, hook.body.secret.replace(/^whsec_/, ''));
    const given = {
      name: BODY,
      sex: 'female',
      measurements: MEASUREMENTS,
      weight: WEIGHT,
      customization: { skinTone: COLOUR },
    };
    const made = await user.request<{ avatarId: string; processingJobId: string }>(
      'POST',
      '/api/v1/avatars/measurement-based',
      json(given, { 'idempotency-key': 'once' }),
    );
    expect(made.status).toBe(202);
    const form = new FormData();
    for (const [name, value] of Object.entries({
      name: BODY,
      height: String(MEASUREMENTS.height),
      sex: 'female',
    })) {
      form.set(name, value);
    }
    form.set('front', new Blob([new Uint8Array(front)]), `${FILE}.jpg`);
    const photographed = await user.request<{ avatarId: string; processingJobId: string }>(
      'POST',
      '/api/v1/avatars/photo-based',
      { body: form },
    );
    expect(photographed.status).toBe(202);
    const picture = await user.upload(await photo({ gps: true, seed: 21 }), { filename: `${FILE}.jpg` });
    expect(picture.status).toBe(201);
    await user.request(
      'POST',
      '/api/v1/avatars/measurement-based',
      json({ ...given, measurements: { waist: -WEIGHT } }),
    );
    const waiting = await dump();
    expect(waiting.some(({ where }) => where.startsWith('redis'))).toBe(true);
    expectPrivate(waiting);

    await fleet.addWorker();
    for (const body of [made.body, photographed.body]) {
      await expect
        .poll(async () => (await jobOf(server, { userId: USER, ...body })).status, { timeout: 300_000 })
        .toMatch(/^(completed|failed)$/);
    }
    expect((await jobOf(server, { userId: USER, ...made.body })).status).toBe('completed');
    const { avatarId } = made.body;
    expect((await user.request('GET', `/api/v1/avatars/${avatarId}/thumbnail?angle=front`)).status).toBe(200);
    const link = await user.request<{ url: string }>('POST', `/api/v1/avatars/${avatarId}/links`, json({}));
    expect(link.status).toBe(201);
    secrets.push(link.body.url.split('/').at(-1) ?? '');
    await user.request('POST', `/api/v1/avatars/${avatarId}/export`, json({}));
    const done = await dump();
    for (const engine of ['postgres', 'redis', 'mongodb', 's3 bodies/', 's3 blobs/', 'log']) {
      expect([engine, done.some(({ where }) => where.startsWith(engine))]).toEqual([engine, true]);
    }
    expectPrivate(done);
    // the search itself finds what is there
    expect(
      found([{ where: 'here', bytes: Buffer.from(JSON.stringify(given)) }], ['73.5937', BODY]),
    ).toHaveLength(2);

    // who erases everything leaves nothing that opens, in no engine
    expect((await user.request('DELETE', '/api/v1/avatars?hard=true')).status).toBe(200);
    expect((await user.request('DELETE', '/api/v1/users/me/avatar?erase=true')).status).toBe(204);
    expect((await fleet.command('audit')).code).toBe(0);
    const left = await dump();
    const places = left.map(({ where }) => where);
    expect(
      places.filter((where) => /^(s3 (bodies|photos|blobs)\/|mongodb avatar_models)/.test(where)),
    ).toEqual([]);
    expect(found(left, [BODY])).toEqual([]);
    // no key either, also not by a job that was on its way
    expect(places.filter((where) => where.includes('user_keys'))).toEqual([]);
  });
});
