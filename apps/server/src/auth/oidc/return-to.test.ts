import { expect, test } from 'vitest';
import { returnToOf } from './return-to.ts';

test.each(['/', '/bodies', '/bodies/0f8fad5b?compare=1&x=%2F', '/admin/audit?q=%E2%9C%93'])(
  '%s is a page of ours',
  (path) => {
    expect(returnToOf(path)).toBe(path);
  },
);

test.each([
  undefined,
  ['/bodies', '/admin'],
  '',
  'bodies',
  'https://evil.example/',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/.//evil.example',
  '/bodies/..//evil.example',
  '/%2e//evil.example',
  'javascript:alert(1)',
  '/api/v1/session/oidc',
  `/${'a'.repeat(600)}`,
])('%j is none', (path) => {
  expect(returnToOf(path)).toBe('/');
});

test('what follows # is not taken along: it says how the sign-in ended', () => {
  expect(returnToOf('/bodies#code=x')).toBe('/bodies');
});
