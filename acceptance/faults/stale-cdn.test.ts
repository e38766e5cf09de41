import { photo } from '@likeness/test-kit';
import { type HttpProxy, startHttpProxy } from '@likeness/test-kit/chaos';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AWS, createDistribution, hasAws } from '../harness/aws.ts';
import { clientOf, download } from '../harness/client.ts';
import { hasFleet } from '../harness/engines.ts';
import { type Installation, startInstallation } from '../harness/installation.ts';
import { repetitions } from '../harness/repetitions.ts';

const PICTURES = repetitions(100, 6);

describe.skipIf(!hasFleet || !hasAws)('a CDN that does not hear what it is to forget', () => {
  let fleet: Installation;
  let api: HttpProxy;
  let distribution: Awaited<ReturnType<typeof createDistribution>>;
  beforeAll(async () => {
    distribution = await createDistribution();
    api = await startHttpProxy(AWS.AWS_ENDPOINT_URL_CLOUDFRONT ?? '');
    fleet = await startInstallation('fleet', {
      workers: 1,
      env: {
        CLOUDFRONT_URL: `https://${distribution.domain}`,
        CLOUDFRONT_DISTRIBUTION_ID: distribution.id,
        AWS_ENDPOINT_URL_CLOUDFRONT: api.url,
        LIKENESS_CDN_BATCH_WINDOW: '100ms',
      },
    });
  });
  afterAll(async () => {
    await fleet.remove();
    await api.close();
  });
  const server = () => fleet.servers[0] ?? expect.unreachable();

  test(`${PICTURES} deletions while its API fails, loses answers and the worker is killed: all are told in the end`, async () => {
    const deleted: string[] = [];
    const tells = ({ method, path }: { method: string; path: string }) =>
      method === 'POST' && path.includes('/invalidation');
    let told = 0;
    api.faults((call) => {
      if (!tells(call)) return undefined;
      told++;
      return told % 3 === 0 ? { do: 'lose-answer' } : { do: 'answer', status: 503 };
    });
    for (let seed = 0; seed < PICTURES; seed++) {
      const user = clientOf(server(), { userId: `user-${seed}` });
      const { status, body } = await user.upload(await photo({ width: 80, height: 60, seed }));
      expect(status).toBe(201);
      const origin = new URL(new URL(body.data.urls.large ?? '').pathname, server().url).href;
      expect((await download(origin)).status).toBe(200);
      expect((await user.request('DELETE', '/api/enterprise/avatar')).status).toBe(200);
      // Whoever asks the origin is refused at once, whatever the CDN still holds.
      expect((await download(origin)).status).toBe(404);
      deleted.push(`/avatars/${body.data.avatarId}/*`);
    }
    await expect.poll(() => told, { timeout: 60_000 }).toBeGreaterThan(0);
    await fleet.replaceWorker(0);
    api.faults(() => undefined);
    await expect
      .poll(distribution.forgotten, { timeout: 180_000, interval: 500 })
      .toEqual(expect.arrayContaining(deleted));
    await fleet.expectClean();
  });
});
