import { type HttpProxy, startHttpProxy } from '@likeness/test-kit/chaos';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { createTestDistribution, MOTO, type TestDistribution } from '../testing/test-cdn.ts';
import { openCdn } from './cdn.ts';

describe.skipIf(MOTO === undefined)('a start with a distribution', () => {
  let cdn: TestDistribution;
  let proxy: HttpProxy;
  let lines: string[];
  beforeEach(async () => {
    cdn = await createTestDistribution();
    proxy = await startHttpProxy(MOTO ?? '');
    lines = [];
  });
  afterEach(() => proxy.close());

  const open = (more: Record<string, string> = {}) =>
    openCdn(
      loadConfig({ ...cdn.env, AWS_ENDPOINT_URL_CLOUDFRONT: proxy.url, ...more }),
      pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) }),
    );
  const refuse = (status: number, code: string) =>
    proxy.faults(() => ({
      do: 'answer',
      status,
      body: `<ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`,
    }));

  it('goes well when it is there', async () => {
    expect(await open()).toMatchObject({ url: 'https://cdn.example.org', signer: undefined });
    expect(lines).toEqual([]);
  });

  it('that is not there, or may not be asked, names the setting', async () => {
    await expect(open({ CLOUDFRONT_DISTRIBUTION_ID: 'ENOSUCH' })).rejects.toThrow(
      'CLOUDFRONT_DISTRIBUTION_ID: is no distribution of this account',
    );
    refuse(403, 'AccessDenied');
    await expect(open()).rejects.toThrow(
      'CLOUDFRONT_DISTRIBUTION_ID: may not be used with these credentials',
    );
    for (const code of ['InvalidClientTokenId', 'SignatureDoesNotMatch']) {
      refuse(403, code);
      await expect(open()).rejects.toThrow(`AWS_ACCESS_KEY_ID: is not accepted by CloudFront (${code})`);
    }
  });

  it('goes on without a CloudFront that is down, and says so without a signature', async () => {
    refuse(503, 'ServiceUnavailable');
    await open();
    await proxy.close();
    await open();
    expect(lines).toHaveLength(2);
    expect(lines.join('')).toContain('invalidations wait');
    expect(lines.join('')).not.toMatch(/Signature|Credential|test\//);
  });
});
