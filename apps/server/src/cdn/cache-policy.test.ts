import { expect, it } from 'vitest';
import { CACHE_POLICY, cacheKindOf } from './cache-policy.ts';

it.each([
  ['image/webp', 'public, max-age=2592000'],
  ['video/mp4', 'public, max-age=2592000'],
  ['Image/PNG; charset=x', 'public, max-age=2592000'],
  ['application/pdf', 'private, max-age=604800'],
  ['text/plain', 'private, max-age=604800'],
])('%s is kept for the time of the specification', (contentType, policy) => {
  expect(CACHE_POLICY[cacheKindOf(contentType)]).toBe(policy);
});
