import {
  animation,
  htmlPage,
  orientationChart,
  pdf,
  svgs,
  textAsJpg,
  tiff,
  tinyHeic,
  turnedHeic,
} from '@likeness/test-kit';
import { expect, it } from 'vitest';
import { sniff } from './sniff.ts';

it.each(['jpeg', 'png', 'webp', 'avif'] as const)('knows %s', async (format) => {
  expect(sniff(await orientationChart(1, format))).toBe(format);
});

it('knows HEIC and animations', async () => {
  expect(sniff(tinyHeic())).toBe('heic');
  expect(sniff(turnedHeic())).toBe('heic');
  expect(sniff(await animation())).toMatch(/^(gif|webp)$/);
});

it('knows nothing that the server does not take', async () => {
  const strangers = [textAsJpg(), htmlPage(), pdf(), await tiff(), ...Object.values(svgs()), Buffer.alloc(0)];
  for (const bytes of strangers) expect(sniff(bytes)).toBeUndefined();
});
