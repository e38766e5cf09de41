import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AWS, createKey, hasAws } from './harness/aws.ts';
import { orderBody } from './harness/bodies.ts';
import { clientOf } from './harness/client.ts';
import { OWN_ENGINES } from './harness/engines-under-test.ts';
import { environment, likeness, startServer, type TestServer } from './harness/server.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-master-key-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const QUEUED_ONLY = { ...OWN_ENGINES, LIKENESS_WORKERS_IN_PROCESS: 'off' };

/** What somebody's measurements are by this server. */
async function waistOf(server: TestServer, userId: string, avatarId: string) {
  const { status, body } = await clientOf(server, { userId }).request<{ given?: { measurements?: unknown } }>(
    'GET',
    `/api/v1/avatars/${avatarId}/measurements`,
  );
  return [status, JSON.stringify(body).includes('74')];
}
const OPEN = [200, true];

it('changes while the server runs and people come: nobody notices, and the old key is worth nothing', async () => {
  const server = await startServer(QUEUED_ONLY, folder);
  const env = environment(folder, QUEUED_ONLY);
  const before = await readFile(join(folder, 'master-key'), 'utf8');
  const bodies = [await orderBody(server, 'ann')];
  const rotating = likeness(['keys', 'rotate', '--to', 'file'], env);
  for (const userId of ['ben', 'cem', 'dan']) bodies.push(await orderBody(server, userId));
  expect(await rotating).toMatchObject({ code: 0 });
  for (const { userId, avatarId } of bodies) expect(await waistOf(server, userId, avatarId)).toEqual(OPEN);
  const status = JSON.parse((await likeness(['keys', '--json'], env)).stdout);
  expect(status).toMatchObject({ unfinished: true, left: 0, users: 4, source: 'file' });

  await server.kill();
  const second = await server.again();
  bodies.push(await orderBody(second, 'eve'));
  expect(await likeness(['keys', 'finish'], env)).toMatchObject({ code: 0 });
  for (const { userId, avatarId } of bodies) expect(await waistOf(second, userId, avatarId)).toEqual(OPEN);
  await second.stop();
  const third = await second.again();
  for (const { userId, avatarId } of bodies) expect(await waistOf(third, userId, avatarId)).toEqual(OPEN);
  await third.stop();

  expect(await readFile(join(folder, 'master-key'), 'utf8')).not.toBe(before);
  const kept = (await readdir(folder)).filter((name) => /^master-key\.[0-9a-f]{16}$/.test(name));
  expect(await readFile(join(folder, kept[0] ?? ''), 'utf8')).toBe(before);
  const old = { ...QUEUED_ONLY, LIKENESS_MASTER_KEY: before.trim() };
  await expect(startServer(old, folder)).rejects.toThrow('LIKENESS_MASTER_KEY: is not the key');
});

it('a file that is mounted must be there and hold a key', async () => {
  const refused = startServer({ LIKENESS_MASTER_KEY_FILE: join(folder, 'none') }, folder);
  await expect(refused).rejects.toThrow('ended with 78');
  await expect(refused).rejects.toThrow(
    /LIKENESS_MASTER_KEY_FILE: the file .*none cannot be read \(ENOENT\)/,
  );
});

describe.skipIf(!hasAws)('kept by AWS KMS', () => {
  it('the key is made at the first start, wrapped in the database only, and needed at every other', async () => {
    const kms = { ...AWS, ...QUEUED_ONLY, LIKENESS_KMS_KEY_ID: await createKey() };
    const server = await startServer(kms, folder);
    const ann = await orderBody(server, 'ann');
    expect(await server.stop()).toBe(0);
    expect((await readdir(folder)).filter((name) => name.startsWith('master-key'))).toEqual([]);
    const again = await server.again();
    expect(await waistOf(again, 'ann', ann.avatarId)).toEqual(OPEN);
    await again.stop();
    for (const [wrong, sentence] of [
      [
        { AWS_ENDPOINT_URL_KMS: 'http://127.0.0.1:9' },
        /AWS_ENDPOINT_URL_KMS: names a key service that does not answer/,
      ],
      [
        { LIKENESS_KMS_KEY_ID: crypto.randomUUID() },
        /LIKENESS_KMS_KEY_ID: is no key of AWS KMS in us-east-1/,
      ],
      [{ LIKENESS_KMS_KEY_ID: await createKey() }, /LIKENESS_KMS_KEY_ID: /],
      [{ LIKENESS_KMS_KEY_ID: 'arn:aws:kms:eu-west-1:123456789012:key/1' }, /AWS_REGION: is us-east-1/],
      [
        { LIKENESS_KMS_KEY_ID: '' },
        /LIKENESS_KMS_KEY_ID: is needed: this database's master key is wrapped by AWS KMS/,
      ],
    ] as const) {
      const refused = startServer({ ...kms, ...wrong }, folder);
      await expect(refused).rejects.toThrow('ended with 78');
      await expect(refused).rejects.toThrow(sentence);
    }
  });

  it('a key takes over from the file, and another key of KMS wraps the same one', async () => {
    const server = await startServer(QUEUED_ONLY, folder);
    const ann = await orderBody(server, 'ann');
    const [one, two] = [await createKey(), await createKey()];
    const file = environment(folder, { ...AWS, ...QUEUED_ONLY });
    const withKey = (keyId: string) => ({ ...AWS, ...QUEUED_ONLY, LIKENESS_KMS_KEY_ID: keyId });
    expect(await likeness(['keys', 'rotate', '--to', `kms:${one}`], file)).toMatchObject({ code: 0 });
    expect(await waistOf(server, 'ann', ann.avatarId)).toEqual(OPEN);
    await server.stop();

    const second = await startServer(withKey(one), folder);
    const env = environment(folder, withKey(one));
    expect(await likeness(['keys', 'finish'], env)).toMatchObject({ code: 0 });
    const keep = await likeness(['keys', 'rotate', '--to', `kms:${two}`, '--keep-data-key'], env);
    expect([keep.code, keep.stdout]).toEqual([0, expect.stringContaining('0 keys wrapped anew')]);
    const early = await likeness(['keys', 'finish'], env);
    expect([early.code, early.stderr]).toEqual([1, expect.stringContaining('the old LIKENESS_KMS_KEY_ID')]);
    expect(await likeness(['keys', 'finish'], environment(folder, withKey(two)))).toMatchObject({ code: 0 });
    expect(await waistOf(second, 'ann', ann.avatarId)).toEqual(OPEN);
    await second.stop();
    await expect(startServer(withKey(one), folder)).rejects.toThrow('LIKENESS_KMS_KEY_ID');
    const third = await startServer(withKey(two), folder);
    expect(await waistOf(third, 'ann', ann.avatarId)).toEqual(OPEN);
    await third.stop();
  });
});
