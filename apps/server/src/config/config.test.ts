import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_UPLOAD } from '../cleanup/cleanup-context.ts';
import { ConfigurationError } from '../errors.ts';
import { loadConfig } from './config.ts';
import { isLoopback } from './loopback.ts';

/** The variable and the sentence of a refusal. */
function refusal(env: Record<string, string>): { variable: string; message: string } {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return { variable: error.variable, message: error.message };
    throw error;
  }
  throw new Error('was accepted');
}

describe('loadConfig', () => {
  it('needs nothing', () => {
    const config = loadConfig({});
    expect(config.server).toMatchObject({ host: '127.0.0.1', port: 3000, loopback: true, processes: 1 });
    expect(config.pictures).toMatchObject({ maxFileSize: 10_485_760, quality: 85, preset: 'enterprise' });
    expect(config.cleanup).toMatchObject({ interval: 3_600_000, grace: 86_400_000, undo: 30 * 86_400_000 });
    expect(config.access).toMatchObject({ rateLimits: true, rateLimitPerMinute: 100, signInLink: true });
  });

  it('takes the values of spec 1 as they are written there', () => {
    const config = loadConfig({
      AVATAR_MAX_FILE_SIZE: '10485760',
      AVATAR_OPTIMIZATION_QUALITY: '85',
      AVATAR_CLEANUP_INTERVAL: '3600000',
      CLOUDFRONT_URL: 'https://d123abc456.cloudfront.net/',
      AVATAR_DEBUG: 'true',
    });
    expect(config.cleanup.interval).toBe(3_600_000);
    expect(config.cdn.url).toBe('https://d123abc456.cloudfront.net');
    expect(config.server.logLevel).toBe('debug');
  });

  it('keeps everything under the data directory unless told otherwise', () => {
    expect(loadConfig({ LIKENESS_DATA_DIR: 'd' })).toMatchObject({
      storage: { objectsDir: join(resolve('d'), 'objects') },
      pictures: { temporaryDir: join(resolve('d'), 'tmp') },
    });
    expect(loadConfig({ UPLOAD_DIRECTORY: 'o' }).storage.objectsDir).toBe(resolve('o'));
  });

  it('treats an empty variable as one that is not set', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({
      server: { port: 3000 },
      database: { url: undefined },
    });
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['LIKENESS_PROCESSES', '0'],
    ['LIKENESS_TRUST_PROXY', 'maybe'],
    ['LIKENESS_CLEANUP_GRACE', '-1h'],
    ['LIKENESS_CLEANUP_GRACE', '1 fortnight'],
    ['AVATAR_OPTIMIZATION_QUALITY', '101'],
    ['AVATAR_MAX_FILE_SIZE', '10MB'],
    ['AVATAR_CLEANUP_INTERVAL', '0'],
    ['AVATAR_CLEANUP_INTERVAL', '30d'],
    ['LIKENESS_SHUTDOWN_TIMEOUT', '30d'],
    ['LIKENESS_DATABASE_STATEMENT_TIMEOUT', '30d'],
    ['LIKENESS_UPLOAD_TIMEOUT', '15m'],
    ['LIKENESS_UPLOAD_TIMEOUT', '0'],
    ['LIKENESS_CLEANUP_GRACE', '99999999d'],
    ['LIKENESS_LOG_LEVEL', 'loud'],
    ['LIKENESS_PUBLIC_URL', 'ftp://pictures.example'],
    ['LIKENESS_JWKS_URL', 'file:///etc/passwd'],
    ['LIKENESS_JWT_SECRET', 'short'],
    ['DATABASE_URL', 'mysql://localhost/pictures'],
    ['STORAGE_BACKEND', 'cloud'],
    ['LIKENESS_PRESET', 'huge'],
    ['LIKENESS_PRESETS', '{"team":'],
    ['LIKENESS_PRESETS', '{"enterprise":{"tiny":1}}'],
    ['LIKENESS_PRESETS', '{"team":{"tiny":0}}'],
    ['LIKENESS_PRESETS', '{"team":{}}'],
  ])('names %s when it is %j', (variable, value) => {
    const { variable: named, message } = refusal({ [variable]: value });
    expect(named).toBe(variable);
    expect(message.startsWith(`${variable}: `)).toBe(true);
    expect(message).not.toContain('\n');
  });

  it('refuses a name of ours that it does not know: a typing error must not pass silently', () => {
    expect(refusal({ LIKENESS_RATE_LIMIT: 'off' }).variable).toBe('LIKENESS_RATE_LIMIT');
    expect(loadConfig({ LIKENESS_TEST_SCALE: '1', PATH: '/bin' })).toBeDefined();
  });

  it('keeps photos for whole days, or never', () => {
    const kept = (days: string) => loadConfig({ LIKENESS_KEEP_PHOTOS: days }).photos.keep;
    expect([kept('never'), kept('2'), loadConfig({}).photos.keep]).toEqual([0, 172_800_000, 0]);
    for (const days of ['0', '-1', '1.5', 'always']) {
      expect(refusal({ LIKENESS_KEEP_PHOTOS: days }).message).toContain('never, or a whole');
    }
    expect(refusal({ LIKENESS_SEGMENTER: 'onnx:' }).variable).toBe('LIKENESS_SEGMENTER');
    expect(loadConfig({ LIKENESS_SEGMENTER: 'onnx:/a b.onnx' }).photos.segmenter).toBe('onnx:/a b.onnx');
  });

  it('lets the request limits be off on loopback only', () => {
    expect(loadConfig({ LIKENESS_RATE_LIMITS: 'off' }).access.rateLimits).toBe(false);
    expect(refusal({ LIKENESS_RATE_LIMITS: 'off', HOST: '0.0.0.0' }).variable).toBe('LIKENESS_RATE_LIMITS');
  });

  it('takes tokens from one issuer, fully described', () => {
    const LIKENESS_JWKS_URL = 'https://issuer.example/jwks';
    const LIKENESS_JWT_ISSUER = 'https://issuer.example';
    const LIKENESS_JWT_AUDIENCE = 'likeness';
    expect(refusal({ LIKENESS_JWKS_URL }).variable).toBe('LIKENESS_JWT_ISSUER');
    expect(refusal({ LIKENESS_JWKS_URL, LIKENESS_JWT_ISSUER }).variable).toBe('LIKENESS_JWT_AUDIENCE');
    const full = { LIKENESS_JWKS_URL, LIKENESS_JWT_ISSUER, LIKENESS_JWT_AUDIENCE };
    expect(loadConfig(full).access.jwksUrl).toBe(LIKENESS_JWKS_URL);
    expect(refusal({ ...full, LIKENESS_JWT_SECRET: 'x'.repeat(40) }).variable).toBe('LIKENESS_JWT_SECRET');
  });

  it('says how long a time may be, and takes both ends', () => {
    const interval = (AVATAR_CLEANUP_INTERVAL: string) => ({ AVATAR_CLEANUP_INTERVAL });
    expect(refusal(interval('25d')).message).toBe(
      'AVATAR_CLEANUP_INTERVAL: must be a time from 100ms to 24d, such as 90s.',
    );
    expect(loadConfig(interval('24d')).cleanup.interval).toBeLessThan(2 ** 31);
    expect(loadConfig(interval('100ms')).cleanup.interval).toBe(100);
    expect(loadConfig({ LIKENESS_CLEANUP_GRACE: '0' }).cleanup.grace).toBe(0);
    expect(loadConfig({}).pictures.uploadTimeout).toBeLessThan(LONGEST_UPLOAD);
  });

  it('reads any whole number of any unit of time', () => {
    const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
    fc.assert(
      fc.property(
        fc.nat(1_000),
        fc.constantFrom(...(Object.keys(units) as (keyof typeof units)[])),
        (n, unit) => {
          expect(loadConfig({ LIKENESS_CLEANUP_GRACE: `${n}${unit}` }).cleanup.grace).toBe(n * units[unit]);
        },
      ),
    );
  });

  it('takes S3 as specs 1, 4 and 5 name it', () => {
    expect(loadConfig({ AWS_S3_BUCKET: 'pictures' })).toMatchObject({
      storage: { backend: 's3' },
      s3: { bucket: 'pictures', path: '', pathStyle: false, encryption: 'off' },
      aws: { region: 'us-east-1' },
    });
    const compatible = {
      S3_BUCKET_NAME: 'b',
      S3_BUCKET_PATH: '/a/b/',
      S3_ENDPOINT: 'http://127.0.0.1:9000/',
    };
    expect(loadConfig(compatible).s3).toMatchObject({
      path: 'a/b',
      endpoint: 'http://127.0.0.1:9000',
      pathStyle: true,
    });
    expect(loadConfig({ ...compatible, STORAGE_BACKEND: 'local' }).storage.backend).toBe('disk');
    expect(loadConfig({ CLOUDFRONT_DOMAIN: 'cdn.example.org' }).cdn.url).toBe('https://cdn.example.org');
  });

  it.each([
    [{ STORAGE_BACKEND: 's3' }, 'S3_BUCKET_NAME'],
    [{ LIKENESS_STORAGE_MIGRATE_FROM: 'local' }, 'LIKENESS_STORAGE_MIGRATE_FROM'],
    [{ LIKENESS_STORAGE_MIGRATE_FROM: 's3' }, 'S3_BUCKET_NAME'],
    [{ S3_BUCKET_NAME: 'b', AWS_ACCESS_KEY_ID: 'k' }, 'AWS_SECRET_ACCESS_KEY'],
    [{ S3_BUCKET_NAME: 'b', S3_KMS_KEY_ID: 'k' }, 'S3_KMS_KEY_ID'],
    [{ CLOUDFRONT_DISTRIBUTION_ID: 'E1' }, 'CLOUDFRONT_URL'],
    [{ CLOUDFRONT_KEY_PAIR_ID: 'K1' }, 'CLOUDFRONT_PRIVATE_KEY'],
    [{ DATABASE_DIRECT_URL: 'postgres://h/d' }, 'DATABASE_URL'],
    [{ LIKENESS_MASTER_KEY: 'k'.repeat(32), LIKENESS_KMS_KEY_ID: 'alias/k' }, 'LIKENESS_MASTER_KEY'],
    [{ REDIS_URL: 'localhost:6379' }, 'REDIS_URL'],
    [{ MONGODB_URL: 'http://h' }, 'MONGODB_URL'],
  ])('names what is missing or wrong in %j', (env, variable) => {
    expect(refusal(env as Record<string, string>).variable).toBe(variable);
  });

  it('reads custom presets beside the built-in ones', () => {
    const LIKENESS_PRESETS = '{"team":{"tiny":24,"card":{"size":480,"fit":"inside"},"original":null}}';
    expect(loadConfig({ LIKENESS_PRESETS, LIKENESS_PRESET: 'team' }).pictures.presets.team).toEqual([
      { name: 'tiny', box: 24, fit: 'cover' },
      { name: 'card', box: 480, fit: 'inside' },
      { name: 'original', box: null, fit: 'inside' },
    ]);
  });
});

describe('isLoopback', () => {
  it.each(['localhost', '127.0.0.1', '127.9.9.9', '::1'])('%s', (host) =>
    expect(isLoopback(host)).toBe(true),
  );
  it.each(['0.0.0.0', '::', '10.0.0.1', '127.evil.example', '128.0.0.1'])('not %s', (host) =>
    expect(isLoopback(host)).toBe(false),
  );
});
