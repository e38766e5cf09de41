import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { photo } from '@likeness/test-kit';
import { afterEach, expect, test } from 'vitest';
import { clientOf, download } from './harness/client.ts';
import { onEmbedded } from './harness/engines-under-test.ts';
import { environment, likeness, startServer, type TestServer } from './harness/server.ts';

let server: TestServer;
afterEach(() => server.remove());

test.runIf(onEmbedded)(
  'a new database beside the objects of another is refused; the objects stay',
  async () => {
    server = await startServer({ AVATAR_CLEANUP_INTERVAL: '200', LIKENESS_CLEANUP_GRACE: '0' });
    const { body } = await clientOf(server).upload(await photo());
    const path = new URL(body.data.urls.medium ?? '').pathname;
    await server.stop();
    const folder = join(server.dataDir, 'database');
    await rename(folder, `${folder}.kept`);
    const refused = await likeness(['server'], environment(server.dataDir));
    expect(refused.code).toBe(78);
    expect(refused.stderr).toMatch(/UPLOAD_DIRECTORY: the objects in \S+ belong to another database/);
    await rename(folder, `${folder}.new`);
    await rename(`${folder}.kept`, folder);
    server = await server.again();
    expect((await download(server.url + path)).status).toBe(200);
  },
);
