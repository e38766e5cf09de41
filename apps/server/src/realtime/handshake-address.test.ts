import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { mayConnect, originOf } from './handshake-address.ts';

const asked = (headers: Record<string, string>, encrypted = false) =>
  ({ headers, socket: { encrypted } }) as unknown as IncomingMessage;

it('is where the client reached us; what a proxy says counts only when it is trusted', () => {
  const forwarded = {
    host: 'inner:3000',
    'x-forwarded-host': 'evil.example, shop.example',
    'x-forwarded-proto': 'https',
  };
  expect(originOf(asked(forwarded), loadConfig({}))).toBe('http://inner:3000');
  const trusting = loadConfig({ LIKENESS_TRUST_PROXY: 'on' });
  expect(originOf(asked(forwarded), trusting)).toBe('https://shop.example');
  expect(originOf(asked({ host: '[::1]:3000' }, true), trusting)).toBe('https://[::1]:3000');
});

it.each([{}, { host: '' }, { host: 'a b' }, { host: 'x"onload=' }, { host: 'user@x' }])(
  '%j names no host',
  (headers) => {
    expect(originOf(asked(headers as Record<string, string>), loadConfig({}))).toBeUndefined();
  },
);

it('pages of this server and of the listed origins connect, and programs, which send none', () => {
  const config = loadConfig({
    LIKENESS_CORS_ORIGINS: 'https://shop.example',
    LIKENESS_PUBLIC_URL: 'https://likeness.example/avatars',
  });
  const may = (headers: Record<string, string>) => mayConnect(asked(headers), 'http://inner:3000', config);
  expect(may({})).toBe(true);
  for (const origin of ['http://inner:3000', 'https://shop.example', 'https://likeness.example']) {
    expect(may({ origin })).toBe(true);
  }
  for (const origin of [
    'null',
    'https://inner:3000',
    'http://shop.example',
    'https://shop.example.evil.example',
  ]) {
    expect(may({ origin })).toBe(false);
    expect(may({ origin, 'sec-fetch-site': 'cross-site' })).toBe(false);
  }
});
