import { generateKeyPairSync } from 'node:crypto';
import { photo } from '@likeness/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AWS, createDistribution, hasAws } from './harness/aws.ts';
import { clientOf } from './harness/client.ts';
import { environment, likeness, startServer, type TestServer } from './harness/server.ts';

describe.skipIf(!hasAws)('a server behind CloudFront', () => {
  let distribution: Awaited<ReturnType<typeof createDistribution>>;
  let settings: Record<string, string>;
  let server: TestServer;
  beforeAll(async () => {
    distribution = await createDistribution();
    settings = {
      ...AWS,
      CLOUDFRONT_URL: `https://${distribution.domain}`,
      CLOUDFRONT_DISTRIBUTION_ID: distribution.id,
      LIKENESS_CDN_BATCH_WINDOW: '100ms',
    };
    server = await startServer(settings);
  });
  afterAll(() => server.remove());

  const upload = async (userId: string, seed: number) =>
    (await clientOf(server, { userId }).upload(await photo({ width: 64, height: 64, seed }))).body.data;

  it('has it forget what is replaced, deleted and erased, and nothing that is new', async () => {
    const first = await upload('ann', 1);
    expect(first.urls.large).toMatch(`https://${distribution.domain}/avatars/${first.avatarId}/`);
    const other = await upload('ben', 2);
    const second = await upload('ann', 3);
    const stable = new URL(second.stableUrl).pathname;
    await expect.poll(distribution.forgotten, { timeout: 30_000 }).toContain(`${stable}*`);
    const ann = clientOf(server, { userId: 'ann' });
    expect((await ann.request('DELETE', '/api/v1/users/me/avatar')).status).toBe(204);
    await expect
      .poll(distribution.forgotten, { timeout: 30_000 })
      .toEqual(expect.arrayContaining([first, second].map(({ avatarId }) => `/avatars/${avatarId}/*`)));
    expect(await distribution.forgotten()).not.toContain(`/avatars/${other.avatarId}/*`);
    const ben = clientOf(server, { userId: 'ben' });
    expect((await ben.request('DELETE', '/api/v1/users/me/avatar?erase=true')).status).toBe(204);
    await expect.poll(distribution.forgotten, { timeout: 30_000 }).toContain(`/avatars/${other.avatarId}/*`);
  });

  it('is looked at, told and signed for by commands', async () => {
    const env = environment(server.dataDir, { ...settings, CLOUDFRONT_URL: 'http://127.0.0.1:9' });
    const check = await likeness(['cdn', 'check'], env);
    expect(check.code).toBe(1);
    expect(check.stdout).toMatch(/^✗ address: http:\/\/127\.0\.0\.1:9 does not answer \(/);
    expect(check.stdout).toContain(
      `✗ distribution: ${distribution.id} answers to ${distribution.domain}, not to 127.0.0.1.`,
    );
    expect(check.stdout).toContain('✓ invalidations: None waits.');
    const told = await likeness(['cdn', 'invalidate', '/avatars/odd*', '/api/v1/users/1/avatar'], env);
    expect([told.code, told.stdout]).toEqual([0, expect.stringMatching(/^\S+: 2 paths/)]);
    expect(await distribution.forgotten()).toEqual(
      expect.arrayContaining(['/avatars/odd*', '/api/v1/users/1/avatar']),
    );
    expect((await likeness(['cdn', 'invalidate', '/a*b'], env)).code).toBe(1);

    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const signing = { ...env, CLOUDFRONT_KEY_PAIR_ID: 'K123', CLOUDFRONT_PRIVATE_KEY: pem };
    const signed = await likeness(['cdn', 'sign', '/private/a.pdf', '--expires', '15m'], signing);
    expect(new URL(signed.stdout).searchParams.get('Key-Pair-Id')).toBe('K123');
    const cookies = await likeness(['cdn', 'sign', '/private/*', '--cookies'], signing);
    expect(cookies.stdout.trim().split('\n')).toHaveLength(3);
    expect((await likeness(['cdn', 'sign', '/private/a.pdf'], env)).code).toBe(78);
  });

  it.each([
    [
      { CLOUDFRONT_DISTRIBUTION_ID: 'ENOSUCH' },
      'CLOUDFRONT_DISTRIBUTION_ID: is no distribution of this account',
    ],
    [
      { CLOUDFRONT_KEY_PAIR_ID: 'K1', CLOUDFRONT_PRIVATE_KEY: '/nowhere.pem' },
      'CLOUDFRONT_PRIVATE_KEY: is neither a key in PEM nor a file that can be read',
    ],
    [{ CLOUDFRONT_URL: '' }, 'CLOUDFRONT_URL: is needed with CLOUDFRONT_DISTRIBUTION_ID'],
  ])('does not start with %j', async (wrong, sentence) => {
    await expect(startServer({ ...settings, ...wrong })).rejects.toThrow(sentence);
  });
});
