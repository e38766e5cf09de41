import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { photo, random } from '@likeness/test-kit';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf, download, type Problem } from './harness/client.ts';
import { startMixedLoad } from './harness/mixed-load.ts';
import { startProcess, type TestProcess } from './harness/process.ts';
import { environment, likeness, startServer, type TestServer, token } from './harness/server.ts';

const postgres = process.env.LIKENESS_TEST_POSTGRES_URL ?? '';
const pgbouncer = process.env.LIKENESS_TEST_PGBOUNCER_URL ?? '';
if (postgres === '' || pgbouncer === '') {
  console.warn(
    'MISSING: PostgreSQL and PgBouncer; servers on two hosts are not tested. scripts/services.sh up',
  );
}

const AVATARS = '/api/v1/avatars';
const NAME = `hosts_${randomBytes(6).toString('hex')}`;

const folder = mkdtempSync(join(tmpdir(), 'likeness-hosts-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const named = (url: string, name: string) =>
  url && String(Object.assign(new URL(url), { pathname: `/${name}` }));
const administer = async (statement: string) => {
  const env = environment(folder, { DATABASE_URL: postgres });
  const { code, stderr } = await likeness(['sql', '-c', statement], env);
  expect([code, stderr]).toEqual([0, '']);
};
const settings = (name: string) => ({
  DATABASE_URL: named(pgbouncer, name),
  DATABASE_DIRECT_URL: named(postgres, name),
  UPLOAD_DIRECTORY: join(folder, `objects-${name}`),
  LIKENESS_MASTER_KEY: 'the master key of every host, of a test',
});

/** Asks for a body of four numbers. @returns its owner, its id and how far it is, asked of another server */
async function orderBody(server: TestServer, other: TestServer, userId: string) {
  const { status, body } = await clientOf(server, { userId }).request<{ avatarId: string } & Problem>(
    'POST',
    `${AVATARS}/measurement-based`,
    {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'Me',
        sex: 'female',
        measurements: { height: 168, chest: 92, waist: 74, hip: 99 },
      }),
    },
  );
  expect([status, body]).toEqual([202, expect.anything()]);
  const state = () =>
    clientOf(other, { userId }).request<{ status: string }>('GET', `${AVATARS}/${body.avatarId}`);
  return { userId, avatarId: body.avatarId, status: async () => (await state()).body.status };
}

/** Two hosts that serve and one that works, each with a data directory of its own. */
describe.skipIf(postgres === '' || pgbouncer === '')('two servers and a worker behind PgBouncer', () => {
  let servers: [TestServer, TestServer];
  let worker: TestProcess;
  const env = {
    ...settings(NAME),
    LIKENESS_WORKERS_IN_PROCESS: 'off',
    LIKENESS_CLEANUP_IN_PROCESS: 'off',
    LIKENESS_CLEANUP_GRACE: '0',
    LIKENESS_UNDO_DAYS: '0',
    AVATAR_CLEANUP_INTERVAL: '200',
    LIKENESS_QUEUE_RATE: 'off',
  };
  const startWorker = () =>
    startProcess(['worker'], environment(join(folder, 'worker'), env), /^likeness worker running$/);

  beforeAll(async () => {
    await administer(`CREATE DATABASE ${NAME}`);
    const first = await startServer(env, join(folder, 'one'));
    servers = [first, await startServer(env, join(folder, 'two'))];
  });
  afterAll(async () => {
    await Promise.all([...(servers ?? []), worker].map((one) => one?.stop()));
    await administer(`DROP DATABASE IF EXISTS ${NAME} WITH (FORCE)`);
  });

  it('what one gives out the other takes: signed addresses of photos, links, sessions', async () => {
    const [one, two] = servers;
    const made = await likeness(['demo-photos', join(folder, 'photos')], environment(folder));
    expect(made.code).toBe(0);
    const form = new FormData();
    form.set('name', 'Me');
    form.set('height', '168');
    form.set(
      'front',
      new Blob([new Uint8Array(await readFile(join(folder, 'photos', 'front.jpg')))]),
      'a.jpg',
    );
    const alice = clientOf(one, { userId: 'alice' });
    const sent = await alice.request<{ avatarId: string } & Problem>('POST', `${AVATARS}/photo-based`, {
      body: form,
    });
    expect([sent.status, sent.body]).toEqual([202, expect.anything()]);
    const { avatarId } = sent.body;

    // no worker yet, so that the photos are still there
    const kept = await alice.request<{ data: { url: string }[] }>('GET', `${AVATARS}/${avatarId}/photos`);
    const { pathname, search } = new URL(kept.body.data[0]?.url ?? '');
    expect((await download(two.url + pathname + search)).headers.get('content-type')).toBe('image/jpeg');
    expect((await download(`${two.url}${pathname}${search.replace(/.$/, '0')}x`)).status).toBe(404);

    const [, code = ''] = /#code=(\S+)$/m.exec(one.output()) ?? [];
    const signedIn = await fetch(new URL('/api/v1/session', two.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({ code }),
    });
    const [cookie = ''] = signedIn.headers.getSetCookie();
    expect(signedIn.status).toBe(201);
    const session = await fetch(new URL('/api/v1/session', one.url), {
      headers: { cookie: cookie.split(';')[0] ?? '' },
    });
    expect(session.status).toBe(200);
  });

  it('pictures, bodies, live progress and the cleanup go on at once; nothing is lost or left behind', async () => {
    const [one, two] = servers;
    worker = await startWorker();
    const pictures = await Promise.all(
      Array.from({ length: 3 }, (_, seed) => photo({ width: 120, height: 90, seed })),
    );
    const load = startMixedLoad({ servers: () => servers, pictures, next: random(7) });
    const ordered = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        index % 2 === 0 ? orderBody(one, two, `user-${index}`) : orderBody(two, one, `user-${index}`),
      ),
    );

    const watched = ordered[0] ?? expect.unreachable();
    const socket = io(two.url, {
      transports: ['websocket'],
      auth: { token: token({ userId: watched.userId }) },
    });
    const told = new Promise<string>((resolve) => {
      socket.on('avatar:processing:complete', ({ avatarId }: { avatarId: string }) => resolve(avatarId));
    });
    await once(socket as never, 'connect');
    expect(await socket.emitWithAck('avatar:subscribe', { avatarId: watched.avatarId })).toEqual({
      ok: true,
    });
    expect(await told).toBe(watched.avatarId);
    socket.disconnect();

    for (const { status } of ordered) {
      await expect.poll(status, { timeout: 300_000, interval: 200 }).toBe('ready');
    }
    await load.reaches(200);
    await load.stop();
    expect(load.failures).toEqual([]);
    const { acknowledged, found, lost } = await load.verify();
    expect({ found, lost }).toEqual({ found: acknowledged, lost: [] });
    const list = await clientOf(two, { userId: watched.userId }).request<{ pagination: { total: number } }>(
      'GET',
      AVATARS,
    );
    expect(list.body.pagination.total).toBe(1);
    const audit = await likeness(['audit'], environment(join(folder, 'one'), env));
    expect([audit.code, audit.stdout + audit.stderr]).toEqual([0, expect.any(String)]);
  });

  it('a backup, which needs a session and locks, is made past the pooler while they run', async () => {
    const to = join(folder, 'backup');
    const backup = await likeness(['backup', '--to', to], environment(join(folder, 'one'), env));
    expect([backup.code, backup.stderr]).toEqual([0, expect.any(String)]);
    expect(backup.stdout).toMatch(/^Backed up \d+ rows and \d+ objects/);
  });
});

describe.skipIf(postgres === '')('a second host that lacks the secrets of the first does not start', () => {
  const name = `${NAME}_secrets`;
  let first: TestServer;
  const { DATABASE_DIRECT_URL, UPLOAD_DIRECTORY } = settings(name);
  const shared = { DATABASE_URL: DATABASE_DIRECT_URL, UPLOAD_DIRECTORY, LIKENESS_LOG_LEVEL: 'silent' };
  beforeAll(async () => {
    await administer(`CREATE DATABASE ${name}`);
    first = await startServer(shared);
  });
  afterAll(async () => {
    await first?.remove();
    await administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });

  it.each([
    ['LIKENESS_JWT_SECRET', 'none', { LIKENESS_JWT_SECRET: '' }, /must be set, to the same on every server/],
    [
      'LIKENESS_JWT_SECRET',
      'another',
      { LIKENESS_JWT_SECRET: 'another secret than that of the first host' },
      /must be set, to the same on every server/,
    ],
    ['LIKENESS_MASTER_KEY', 'none', {}, /is not the key that this database was sealed with/],
  ])('%s: %s, on a database that holds nothing yet', async (variable, has, env, why) => {
    const other = environment(join(folder, `${variable}-${has}`), { ...shared, ...env });
    const { code, stdout, stderr } = await likeness(['server'], other);
    expect(stderr).toMatch(new RegExp(`^likeness: ${variable}: `));
    expect(stderr).toMatch(why);
    expect([code, stdout]).toEqual([78, '']);
  });
});
