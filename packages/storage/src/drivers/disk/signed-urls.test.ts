import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SignedParts, signUrl, verifySignedUrl } from './signed-urls.ts';

const signingKey = 'a signing key for tests, 32 bytes or more';
const now = new Date('2026-01-02T03:04:05.678Z');
const request = { key: 'a/b.jpg', method: 'GET', expiresIn: 60, signingKey, now } as const;
const later = (milliseconds: number) => new Date(now.getTime() + milliseconds);
const sign = (baseUrl = '') => signUrl({ ...request, baseUrl });
const verify = (url: string | SignedParts, method = 'GET', at = now) =>
  verifySignedUrl({ signingKey, url, method, now: at });

describe('signed addresses', () => {
  it('tell what they open', () => {
    const expiresAt = new Date('2026-01-02T03:05:05Z');
    const verdict = { valid: true, key: 'a/b.jpg', method: 'GET', expiresAt };
    expect(verify(sign())).toEqual(verdict);
    expect(verify(sign('https://files.example:8080/base'))).toEqual(verdict);
    expect(verify(sign(), 'HEAD')).toEqual(verdict);
  });

  it('have their documented form', () => {
    expect(sign('https://files.example')).toMatch(
      /^https:\/\/files\.example\/signed\/a\/b\.jpg\?method=GET&expires=1767323105&signature=[\w-]{43}$/,
    );
  });

  it('end at their second', () => {
    expect(verify(sign(), 'GET', later(59_000))).toMatchObject({ valid: true });
    expect(verify(sign(), 'GET', later(60_000))).toEqual({ valid: false, reason: 'expired' });
    expect(verify(sign(), 'GET', later(-1e9))).toMatchObject({ valid: true });
  });

  it('serve no other method', () => {
    for (const method of ['PUT', 'DELETE', 'POST', 'get', '']) {
      expect(verify(sign(), method)).toEqual({ valid: false, reason: 'wrong_method' });
    }
    const put = signUrl({ ...request, method: 'PUT', baseUrl: '' });
    expect(verify(put, 'PUT')).toMatchObject({ valid: true, method: 'PUT' });
    expect(verify(put, 'HEAD')).toEqual({ valid: false, reason: 'wrong_method' });
  });

  it('are worth nothing under another signing key', () => {
    const verdict = verifySignedUrl({ signingKey: `${signingKey}!`, url: sign(), method: 'GET', now });
    expect(verdict).toEqual({ valid: false, reason: 'wrong_signature' });
  });

  it('are refused when any character is changed', () => {
    const url = sign();
    const place = fc.integer({ min: '/signed/'.length, max: url.length - 1 });
    fc.assert(
      fc.property(place, fc.string({ minLength: 1, maxLength: 1 }), (at, put) => {
        const changed = url.slice(0, at) + put + url.slice(at + 1);
        fc.pre(changed !== url);
        expect(verify(changed).valid).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });

  it('are refused when they are malformed, without a throw', () => {
    const url = sign();
    const malformed = [
      '',
      '/signed/',
      '/signed/a/b.jpg',
      url.replace('/signed/', '/other/'),
      url.replace('a/b.jpg', 'a/../b.jpg'),
      url.replace('a/b.jpg', '%2e%2e/b.jpg'),
      `${url}&method=PUT`,
      `${url}&expires=9999999999`,
      `${url}?x`,
      url.replace(/expires=\d+/, 'expires=1e10'),
      url.replace(/signature=.*/, 'signature='),
    ];
    for (const bad of malformed) expect(verify(bad)).toEqual({ valid: false, reason: 'malformed' });
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), (text) => {
        expect(verify(text).valid).toBe(false);
      }),
    );
  });

  it('can be given in parts', () => {
    const { searchParams } = new URL(sign('http://host'));
    const part = (name: string) => searchParams.get(name) ?? '';
    const parts = { key: 'a/b.jpg', method: 'GET', expires: part('expires'), signature: part('signature') };
    expect(verify(parts)).toMatchObject({ valid: true });
    expect(verify({ ...parts, key: 'a/c.jpg' })).toEqual({ valid: false, reason: 'wrong_signature' });
    expect(verify({ ...parts, expires: '9999999999' })).toEqual({ valid: false, reason: 'wrong_signature' });
    expect(verify({ ...parts, method: 'DELETE' })).toEqual({ valid: false, reason: 'malformed' });
  });
});
