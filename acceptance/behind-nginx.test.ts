import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { photo } from '@likeness/test-kit';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf, download } from './harness/client.ts';
import { hasNginx, type NginxProxy, startNginx } from './harness/nginx.ts';
import { environment, likeness, startServer, type TestServer, token } from './harness/server.ts';

const POSTGRES = process.env.LIKENESS_TEST_POSTGRES_URL;
if (!hasNginx || POSTGRES === undefined) {
  console.warn('SKIPPED: servers behind nginx. They need nginx and scripts/services.sh up postgres.');
}
const NAME = `nginx_${randomBytes(6).toString('hex')}`;
const json = { 'content-type': 'application/json' };

describe.skipIf(!hasNginx || POSTGRES === undefined)('two servers behind nginx', () => {
  let folder: string;
  let proxy: NginxProxy;
  const servers: TestServer[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'likeness-behind-'));
    await sql(`CREATE DATABASE ${NAME}`);
    const env = {
      DATABASE_URL: String(Object.assign(new URL(POSTGRES ?? ''), { pathname: `/${NAME}` })),
      UPLOAD_DIRECTORY: join(folder, 'objects'),
      LIKENESS_MASTER_KEY: 'one master key for both servers, of a test',
      LIKENESS_TRUST_PROXY: 'on',
    };
    // One after the other: the first brings the database to its level.
    for (let count = 0; count < 2; count += 1) servers.push(await startServer(env));
    proxy = await startNginx(servers.map(({ url }) => url));
  });
  afterAll(async () => {
    await proxy?.stop();
    for (const server of servers) await server.remove();
    await sql(`DROP DATABASE IF EXISTS ${NAME} WITH (FORCE)`);
    await rm(folder, { recursive: true, force: true });
  });
  const sql = (command: string) =>
    likeness(['sql', '-c', command], environment(folder, { DATABASE_URL: POSTGRES ?? '' }));

  it('takes a picture of 10 MB, and its addresses lead back through the proxy to either server', async () => {
    const picture = await photo({ width: 800, height: 600 });
    const bytes = Buffer.concat([picture, randomBytes(10_000_000 - picture.length)]);
    const { status, body } = await clientOf(proxy).upload(bytes);
    expect(status).toBe(201);
    const address = body.data.urls.medium ?? '';
    expect(address.startsWith(`${proxy.url}/avatars/`)).toBe(true);
    for (let request = 0; request < 4; request += 1) {
      expect((await download(address)).headers.get('content-type')).toBe('image/jpeg');
    }
  });

  it('lets the server refuse what is too large, with its own sentence', async () => {
    const { status, body } = await clientOf(proxy).upload(Buffer.alloc(12_000_000, 1));
    expect(status).toBe(413);
    expect(body.code).toBe('file_too_large');
  });

  it('carries the progress of a body over a WebSocket', async () => {
    const claims = { userId: 'watcher' };
    const made = await clientOf(proxy, claims).request<{ avatarId: string }>(
      'POST',
      '/api/v1/avatars/measurement-based',
      {
        headers: json,
        body: JSON.stringify({
          name: 'W',
          sex: 'female',
          measurements: { height: 168, chest: 92, waist: 74, hip: 99 },
        }),
      },
    );
    expect(made.status).toBe(202);
    const socket = io(proxy.url, {
      transports: ['websocket'],
      forceNew: true,
      auth: { token: token(claims) },
    });
    try {
      const complete = once(socket as never, 'avatar:processing:complete');
      await once(socket as never, 'connect');
      const { avatarId } = made.body;
      expect(await socket.emitWithAck('avatar:subscribe', { avatarId })).toEqual({ ok: true });
      const [{ modelUrl }] = (await complete) as [{ modelUrl: string }];
      expect(modelUrl).toBe(`${proxy.url}/api/v1/avatars/${avatarId}/model`);
    } finally {
      socket.disconnect();
    }
  });

  it('one server stops under load: nobody notices', async () => {
    const bytes = await photo({ width: 300, height: 300 });
    const stopped = new AbortController();
    let sent = 0;
    const statuses = new Map<number, number>();
    const load = async (lane: number) => {
      const user = clientOf(proxy, { userId: `lane-${lane}` });
      for (let more = 8; more > 0; more -= stopped.signal.aborted ? 1 : 0) {
        sent += 1;
        const distinct = Buffer.concat([bytes, Buffer.from(`${lane}/${sent}`)]);
        const { status, body } = await user.upload(distinct);
        const read = status === 201 ? await download(body.data.urls.small ?? '') : { status };
        for (const seen of [status, read.status]) statuses.set(seen, (statuses.get(seen) ?? 0) + 1);
      }
    };
    const lanes = Promise.all(Array.from({ length: 4 }, (_, lane) => load(lane)));
    while ((statuses.get(201) ?? 0) < 10) await download(`${proxy.url}/health`);
    expect(await servers[0]?.stop()).toBe(0);
    stopped.abort();
    await lanes;
    expect([...statuses.keys()].sort()).toEqual([200, 201]);
    expect(statuses.get(201)).toBe(sent);
  });

  it('says 503 with Retry-After, as a problem document, when no server is there', async () => {
    expect(await servers[1]?.stop()).toBe(0);
    const { status, headers, body } = await clientOf(proxy).request('GET', '/api/v1/avatars');
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('2');
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject({ code: 'no_server', status: 503, success: false });
  });
});
