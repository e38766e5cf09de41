import { expect, it } from 'vitest';
import { nextStep, type Toxic } from './toxics.ts';

const stepOf = (toxics: Toxic[], { now = 0, luck = 0, size = 1_000, passed = 0, next = 0.5 } = {}) =>
  nextStep(
    toxics.map((toxic) => ({ toxic, passed })),
    { size, since: 0, luck },
    now,
    () => next,
  );

it('sends all at once where there is no toxic', () => {
  expect(stepOf([])).toEqual({ do: 'send', size: 1_000, pause: 0 });
});

it('counts latency from when the bytes came, so what follows at once is not delayed twice; two add up', () => {
  const slow: Toxic = { type: 'latency', latency: 100, jitter: 40 };
  expect(stepOf([slow], { now: 70 })).toEqual({ do: 'wait', milliseconds: 30 });
  expect(stepOf([slow], { now: 70, luck: -1 })).toMatchObject({ do: 'send' });
  expect(stepOf([slow, slow], { luck: 1 })).toEqual({ do: 'wait', milliseconds: 280 });
  expect(stepOf([{ type: 'latency', latency: 10, jitter: 50 }], { luck: -1 })).toMatchObject({ do: 'send' });
});

it('sends at a rate in small pieces, the smallest that any toxic asks for', () => {
  const rate: Toxic = { type: 'bandwidth', rate: 2_000 };
  expect(stepOf([rate])).toEqual({ do: 'send', size: 100, pause: 50 });
  expect(stepOf([rate, { type: 'slicer', size: 20, variation: 10, delay: 5 }], { next: 0 })).toEqual({
    do: 'send',
    size: 10,
    pause: 10,
  });
  expect(stepOf([{ type: 'bandwidth', rate: 1 }])).toEqual({ do: 'send', size: 1, pause: 1_000 });
});

it('closes at a limit, and sends no more than is left of it', () => {
  const limit: Toxic = { type: 'limit', bytes: 300 };
  expect(stepOf([limit], { passed: 200 })).toMatchObject({ do: 'send', size: 100 });
  expect(stepOf([limit], { passed: 300 })).toEqual({ do: 'close' });
  expect(stepOf([{ type: 'limit', bytes: 0 }])).toEqual({ do: 'close' });
});

it('holds for ever, or until a time-out closes and a reset resets', () => {
  expect(stepOf([{ type: 'timeout', timeout: 0 }], { now: 1e9 })).toMatchObject({ do: 'wait' });
  expect(stepOf([{ type: 'timeout', timeout: 50 }], { now: 20 })).toEqual({ do: 'wait', milliseconds: 30 });
  expect(stepOf([{ type: 'timeout', timeout: 50 }], { now: 50 })).toEqual({ do: 'close' });
  expect(stepOf([{ type: 'reset' }])).toEqual({ do: 'reset' });
  expect(stepOf([{ type: 'reset', timeout: 10 }], { now: 4 })).toEqual({ do: 'wait', milliseconds: 6 });
});
