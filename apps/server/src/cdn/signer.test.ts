import { createPublicKey, createVerify, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { type CdnSigner, openSigner } from './signer.ts';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const signerOf = (key: string) =>
  openSigner(
    loadConfig({
      CLOUDFRONT_URL: 'https://cdn.example.org',
      CLOUDFRONT_KEY_PAIR_ID: 'K123',
      CLOUDFRONT_PRIVATE_KEY: key,
    }),
  );

/** As CloudFront writes base64. */
const plain = (text: string) =>
  Buffer.from(text.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'), 'base64');

const isSigned = (policy: string | Buffer, signature: string) =>
  createVerify('RSA-SHA1').update(policy).verify(createPublicKey(pair.privateKey), plain(signature));

/** The canned policy that CloudFront makes of address and time itself. */
const canned = (resource: string, until: string) =>
  `{"Statement":[{"Resource":"${resource}","Condition":{"DateLessThan":{"AWS:EpochTime":${until}}}}]}`;

describe('what is signed for the CDN', () => {
  let signer: CdnSigner;
  beforeAll(async () => {
    const opened = await signerOf(PEM);
    if (opened === undefined) throw new Error('no signer');
    signer = opened;
  });

  it('is an address that the public key verifies, and no other address or time', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z0-9/._-]{1,60}$/),
        fc.integer({ min: 1, max: 604_800 }),
        (name, expiresIn) => {
          const now = Math.floor(Date.now() / 1_000);
          const url = new URL(signer.signedUrl({ path: `/private/${name}`, expiresIn }));
          const [until, signature] = ['Expires', 'Signature'].map((key) => url.searchParams.get(key) ?? '');
          const resource = `https://cdn.example.org/private/${name}`;
          expect(url.searchParams.get('Key-Pair-Id')).toBe('K123');
          expect(Math.abs(Number(until) - now - expiresIn)).toBeLessThanOrEqual(2);
          expect(isSigned(canned(resource, until ?? ''), signature ?? '')).toBe(true);
          expect(isSigned(canned(`${resource}x`, until ?? ''), signature ?? '')).toBe(false);
          expect(isSigned(canned(resource, `${Number(until) + 1}`), signature ?? '')).toBe(false);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('carries a policy of its own where a start, a network or a wildcard is asked for', () => {
    const from = new Date('2030-01-01T00:00:00Z');
    const url = new URL(
      signer.signedUrl({ path: '/private/a.pdf', expiresIn: 60, from, ip: '192.0.2.0/24' }),
    );
    const policy = plain(url.searchParams.get('Policy') ?? '');
    expect(isSigned(policy, url.searchParams.get('Signature') ?? '')).toBe(true);
    expect(JSON.parse(policy.toString())).toMatchObject({
      Statement: [
        {
          Resource: 'https://cdn.example.org/private/a.pdf',
          Condition: {
            DateGreaterThan: { 'AWS:EpochTime': from.getTime() / 1_000 },
            IpAddress: { 'AWS:SourceIp': '192.0.2.0/24' },
          },
        },
      ],
    });

    const cookies = signer.signedCookies({ path: '/private/*', expiresIn: 3_600 });
    expect(Object.keys(cookies).sort()).toEqual([
      'CloudFront-Key-Pair-Id',
      'CloudFront-Policy',
      'CloudFront-Signature',
    ]);
    const wild = plain(cookies['CloudFront-Policy'] ?? '');
    expect(isSigned(wild, cookies['CloudFront-Signature'] ?? '')).toBe(true);
    expect(wild.toString()).toContain('"https://cdn.example.org/private/*"');
  });

  it('cookies for one address need no policy of their own', () => {
    const cookies = signer.signedCookies({ path: '/private/a.pdf', expiresIn: 60 });
    const until = cookies['CloudFront-Expires'] ?? '';
    const policy = canned('https://cdn.example.org/private/a.pdf', until);
    expect(isSigned(policy, cookies['CloudFront-Signature'] ?? '')).toBe(true);
  });
});

describe('the key', () => {
  it('is taken from a file, or in one line', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'likeness-signer-'));
    try {
      await writeFile(join(folder, 'key.pem'), PEM);
      expect(await signerOf(join(folder, 'key.pem'))).toBeDefined();
      expect(await signerOf(PEM.trim().replaceAll('\n', '\\n'))).toBeDefined();
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each([
    ['no file', '/nowhere/key.pem', 'is neither a key in PEM nor a file that can be read (ENOENT)'],
    ['no key', '-----BEGIN PRIVATE KEY-----\nbm8=\n-----END PRIVATE KEY-----', 'must be an RSA key in PEM'],
    [
      'another kind',
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      'must be an RSA key in PEM',
    ],
  ])('that is %s is named', async (_what, key, sentence) => {
    await expect(signerOf(key)).rejects.toThrow(`CLOUDFRONT_PRIVATE_KEY: ${sentence}`);
  });

  it('is not needed', async () => {
    expect(await openSigner(loadConfig({}))).toBeUndefined();
  });
});
