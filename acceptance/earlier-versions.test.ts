import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { clientOf, download } from './harness/client.ts';
import { makeEngines } from './harness/engines-under-test.ts';
import { environment, likeness, startServer } from './harness/server.ts';

const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));

/** Backups by `likeness backup` of each version: alice had one picture, then another (alice, organization default). */
const versions = await readdir(FIXTURES);

describe.each(versions)('what version %s kept', (version) => {
  test('opens in this one: pictures, history, statistics', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'likeness-earlier-'));
    const env = environment(folder);
    await makeEngines(folder, {});
    const backup = join(FIXTURES, version);
    const restored = await likeness(['restore', '--from', backup], env);
    expect([restored.code, restored.stderr]).toEqual([0, expect.any(String)]);
    const server = await startServer({}, folder);
    try {
      const alice = clientOf(server, { userId: 'alice' });
      const { body } = await alice.request<{ data: { avatarId: string; urls: Record<string, string> } }>(
        'GET',
        '/api/v1/users/me/avatar/info',
      );
      const kept = await hashesOf(backup);
      for (const url of Object.values(body.data.urls)) {
        const { status, body: bytes } = await download(url);
        expect([status, kept.has(hash(bytes))]).toEqual([200, true]);
      }
      const history = await alice.request<{ data: unknown[] }>('GET', '/api/v1/users/me/avatar/history');
      expect(history.status).toBe(200);
      expect((await likeness(['audit'], env)).code).toBe(0);
    } finally {
      await server.remove();
    }
  });
});

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function hashesOf(backup: string): Promise<Set<string>> {
  const entries = await readdir(join(backup, 'objects'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return new Set(
    await Promise.all(
      files.map(async ({ parentPath, name }) => hash(await readFile(join(parentPath, name)))),
    ),
  );
}
