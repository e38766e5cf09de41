import { SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../config/config.ts';
import type { Problem } from '../errors.ts';
import { createLog } from '../log.ts';
import { issueToken } from './issue-token.ts';
import { createTokenVerifier, type TokenVerifier } from './verify-token.ts';

const SECRET = 'a secret of the tests, long enough to be one';
const config = loadConfig({ LIKENESS_JWT_SECRET: SECRET });
const key = new TextEncoder().encode(SECRET);
const now = () => Math.floor(Date.now() / 1_000);

interface Changes {
  payload?: Record<string, unknown>;
  header?: Record<string, unknown>;
  without?: string;
  key?: Uint8Array;
}

function sign({ payload = {}, header = {}, without, key: signWith = key }: Changes = {}): Promise<string> {
  const base = { iss: 'likeness', aud: 'likeness', userId: 'alice', exp: now() + 60 };
  const claims: Record<string, unknown> = { ...base, ...payload };
  if (without !== undefined) delete claims[without];
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', ...header }).sign(signWith);
}

let tokens: TokenVerifier;
beforeAll(async () => {
  tokens = await createTokenVerifier({ config, log: createLog({ level: 'silent' }) });
});
const codeOf = (token: string) =>
  tokens.verify(token).then(
    () => 'accepted',
    (error: Problem) => error.code,
  );

describe('our own tokens', () => {
  it('round-trip through likeness token', async () => {
    const token = await issueToken(config, {
      userId: 'Ålice \u{1f642} 42',
      role: 'admin',
      organization: 'acme',
      permissions: ['system'],
    });
    expect(await tokens.verify(token)).toEqual({
      issuer: 'likeness',
      subject: 'Ålice \u{1f642} 42',
      organization: 'acme',
      role: 'admin',
      permissions: ['system'],
      expiresAt: expect.any(Number),
    });
  });

  it('fall back to sub, to role user, to organization default', async () => {
    const token = await sign({ payload: { sub: 'bob' }, without: 'userId' });
    expect(await tokens.verify(token)).toMatchObject({
      subject: 'bob',
      role: 'user',
      organization: 'default',
    });
  });

  it.each<[string, Changes]>([
    ['another secret', { key: new TextEncoder().encode('another secret that is also long enough') }],
    ['another issuer', { payload: { iss: 'somebody' } }],
    ['another audience', { payload: { aud: 'somebody' } }],
    ['no issuer', { without: 'iss' }],
    ['no audience', { without: 'aud' }],
    ['no expiry', { without: 'exp' }],
    ['not yet valid', { payload: { nbf: now() + 3_600 } }],
    ['nobody', { without: 'userId' }],
    ['an empty user', { payload: { userId: '' } }],
    ['a user of 201 characters', { payload: { userId: 'x'.repeat(201) } }],
    ['a user with a NUL', { payload: { userId: 'a\0b' } }],
    ['a user that is a number', { payload: { userId: 7 } }],
    ['an unknown role', { payload: { role: 'root' } }],
    ['permissions that are no list', { payload: { permissions: 'system' } }],
    ['HS512', { header: { alg: 'HS512' } }],
    ['a critical header that we do not know', { header: { crit: ['x'], x: 1 } }],
  ])('are refused with %s', async (_what, changes) => {
    const token = await sign(changes).catch(() => 'not even signable');
    expect(await codeOf(token)).toBe('invalid_token');
  });

  it('expire', async () => {
    expect(await codeOf(await sign({ payload: { exp: now() - 60 } }))).toBe('token_expired');
  });

  it('an expired token of another secret is not told apart: it is invalid', async () => {
    const other = new TextEncoder().encode('another secret that is also long enough');
    expect(await codeOf(await sign({ payload: { exp: now() - 60 }, key: other }))).toBe('invalid_token');
  });

  it('ignore keys that the header brings or points to', async () => {
    const attacker = new TextEncoder().encode('the secret of an attacker, long enough too');
    const header = {
      jwk: { kty: 'oct', k: Buffer.from(attacker).toString('base64url') },
      jku: 'http://127.0.0.1:1/jwks',
      x5u: 'http://127.0.0.1:1/cert',
      kid: '../../../../dev/null',
    };
    expect(await codeOf(await sign({ header, key: attacker }))).toBe('invalid_token');
    expect(await codeOf(await sign({ header }))).toBe('accepted');
  });

  it('need a signature', async () => {
    const claims = { iss: 'likeness', aud: 'likeness', userId: 'alice', role: 'admin', exp: now() + 60 };
    const unsecured = new UnsecuredJWT(claims).encode();
    const [header, payload] = (await sign()).split('.');
    expect(await codeOf(unsecured)).toBe('invalid_token');
    expect(await codeOf(`${header}.${payload}.`)).toBe('invalid_token');
    expect(await codeOf(`${header}.${payload}`)).toBe('invalid_token');
  });

  it('are refused unread when huge, and when they are no tokens', async () => {
    expect(await codeOf(await sign({ payload: { junk: 'x'.repeat(20_000) } }))).toBe('invalid_token');
    for (const text of ['', '.', '..', 'a.b.c', 'null', '\u{1f642}'])
      expect(await codeOf(text)).toBe('invalid_token');
  });
});
