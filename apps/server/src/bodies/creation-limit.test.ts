import { expect, test } from 'vitest';
import { CACHE } from '../cache/cache-keys.ts';
import { openCache } from '../cache/open-cache.ts';
import { loadConfig } from '../config/config.ts';
import { Problem } from '../errors.ts';
import { withinLimit } from './creation-limit.ts';

const config = loadConfig({});
const user = { userId: 'ann', organizationId: 'one', role: 'user' } as Parameters<typeof withinLimit>[1];

test('who was refused by a machine whose clock is ahead waits no longer than was said there', async () => {
  const cache = openCache(undefined);
  const refused = new Problem('too_many_requests', 'Wait.', { headers: { 'retry-after': '60' } });
  const ask = (make: () => Promise<string>) => withinLimit({ cache, config }, user, 0, make);
  const kept: { until: number }[] = [];
  const ahead = {
    ...cache,
    keep: async (...[slot, state, value, life]: Parameters<typeof cache.keep>) => {
      const refusal = value as { until: number };
      kept.push(refusal);
      await cache.keep(slot, state, { ...refusal, until: refusal.until + 86_400_000 }, life);
    },
  };
  await withinLimit({ cache: ahead, config }, user, 0, () => Promise.reject(refused)).catch(() => {});
  expect(kept).toHaveLength(1);
  const again = await ask(async () => 'made').catch((error: unknown) => error);
  expect(again).toMatchObject({ code: 'too_many_requests', headers: { 'retry-after': '60' } });
  await cache.forget([CACHE.creation('ann')]);
  expect(await ask(async () => 'made')).toBe('made');
  await cache.close();
});
