import { expect, test } from 'vitest';
import type { Engine } from './admin-api.ts';
import { changedEngines } from './engine-changes.ts';

const engine = (name: string, state: Engine['state'], latencyMs = 1): Engine => ({
  name,
  kind: 'embedded',
  state,
  latencyMs,
  detail: 'Keeps things.',
});

test('what is seen first has not changed', () => {
  expect(changedEngines(undefined, [engine('database', 'down')])).toEqual([]);
});

test('another state is a change, another latency is none', () => {
  const before = [engine('database', 'ok'), engine('storage', 'ok')];
  const now = [engine('database', 'ok', 9), engine('storage', 'down')];
  expect(changedEngines(before, now)).toEqual([now[1]]);
  expect(changedEngines(now, before)).toEqual([before[1]]);
});

test('an engine that was not there is told of', () => {
  const cache = engine('cache', 'ok');
  expect(changedEngines([], [cache])).toEqual([cache]);
});
