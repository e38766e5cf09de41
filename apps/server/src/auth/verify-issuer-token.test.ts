import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../config/config.ts';
import type { Problem } from '../errors.ts';
import { createLog } from '../log.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import { createTokenVerifier, type TokenVerifier } from './verify-token.ts';

const ISSUER = 'https://issuer.example';
const log = createLog({ level: 'silent' });

let issuer: Server;
let url: string;
let fetches = 0;
let down = false;
let published: JWK[] = [];
const privateKeys = new Map<string, CryptoKey>();
const publicKeys = new Map<string, CryptoKey>();
let tokens: TokenVerifier;

beforeAll(async () => {
  for (const alg of ['RS256', 'ES256', 'EdDSA']) {
    const pair = await generateKeyPair(alg, { extractable: true });
    privateKeys.set(alg, pair.privateKey);
    publicKeys.set(alg, pair.publicKey);
    published.push({ ...(await exportJWK(pair.publicKey)), kid: alg, alg });
  }
  issuer = createServer((_request, response) => {
    fetches += 1;
    if (down) response.writeHead(500).end();
    else response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: published }));
  }).listen(0, '127.0.0.1');
  await once(issuer, 'listening');
  url = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks`;
  const config = loadConfig({
    LIKENESS_JWKS_URL: url,
    LIKENESS_JWT_ISSUER: ISSUER,
    LIKENESS_JWT_AUDIENCE: 'pictures',
  });
  tokens = await createTokenVerifier({ config, log });
});
afterAll(() => issuer.close());

const sign = (alg: string, key: CryptoKey | Uint8Array, header: Record<string, unknown> = {}) =>
  new SignJWT({ userId: 'alice', role: 'admin' })
    .setProtectedHeader({ alg, kid: alg, ...header })
    .setIssuer(ISSUER)
    .setAudience('pictures')
    .setExpirationTime('1m')
    .sign(key);
const codeOf = (token: string) =>
  tokens.verify(token).then(
    ({ issuer: by }) => by,
    (error: Problem) => error.code,
  );
const privateKey = (alg: string) => privateKeys.get(alg) as CryptoKey;

describe('tokens of an issuer', () => {
  it.each(['RS256', 'ES256', 'EdDSA'])('%s', async (alg) => {
    expect(await codeOf(await sign(alg, privateKey(alg)))).toBe(ISSUER);
  });

  it('a public key is no secret: HS256 signed with it is refused', async () => {
    const pem = new TextEncoder().encode(await exportSPKI(publicKeys.get('RS256') as CryptoKey));
    expect(await codeOf(await sign('HS256', pem, { kid: 'RS256' }))).toBe('invalid_token');
    expect(await codeOf(await sign('HS256', pem, { kid: undefined }))).toBe('invalid_token');
  });

  it('a key works with its own algorithm only', async () => {
    expect(await codeOf(await sign('RS256', privateKey('RS256'), { kid: 'ES256' }))).toBe('invalid_token');
  });

  it('a key that the token brings is not looked at', async () => {
    const stranger = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(stranger.publicKey);
    expect(await codeOf(await sign('ES256', stranger.privateKey, { jwk }))).toBe('invalid_token');
    expect(await codeOf(await sign('ES256', stranger.privateKey, { jku: url }))).toBe('invalid_token');
  });
});

describe('the keys of an issuer', () => {
  const header = (kid: string) => ({ alg: 'ES256', kid });
  const jws = { payload: '', signature: '' };

  it('a flood of unknown key ids costs one fetch a minute', async () => {
    let now = 0;
    const find = createIssuerKeys({ url, log, now: () => now });
    fetches = 0;
    await find(header('ES256'), jws);
    const ask = () =>
      Promise.allSettled(Array.from({ length: 50 }, (_, n) => find(header(`unknown-${n}`), jws)));
    for (const at of [1_000, 30_000, 59_999]) {
      now = at;
      await ask();
    }
    expect(fetches).toBe(1);
    now = 60_000;
    await ask();
    await ask();
    expect(fetches).toBe(2);
  });

  it('a new key is found, and while the issuer is down the last ones hold', async () => {
    let now = 0;
    const find = createIssuerKeys({ url, log, now: () => now });
    await find(header('ES256'), jws);
    const before = published;
    published = [...before, { ...(before[1] as JWK), kid: 'next' }];
    now = 60_000;
    await expect(find(header('next'), jws)).resolves.toBeDefined();
    down = true;
    now = 3_600_000;
    await expect(find(header('ES256'), jws)).resolves.toBeDefined();
    down = false;
    published = before;
    now = 7_200_000;
    await expect(find(header('next'), jws)).rejects.toThrow('no applicable key');
  });

  it('an issuer that was never reached gives no key and is not asked by every token', async () => {
    down = true;
    fetches = 0;
    const find = createIssuerKeys({ url, log, now: () => 0 });
    await Promise.allSettled([1, 2, 3].map(() => find(header('ES256'), jws)));
    await expect(find(header('ES256'), jws)).rejects.toThrow('no applicable key');
    expect(fetches).toBe(1);
    down = false;
  });
});
