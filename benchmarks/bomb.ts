import { pixelBombPng } from '@likeness/test-kit';
import type { Benchmark } from './benchmark.ts';
import { inParallel } from './support/in-parallel.ts';
import { median, quantile } from './support/numbers.ts';
import { startServer } from './support/server.ts';
import { upload } from './support/upload.ts';

/** What it takes to refuse a picture that would take a gigabyte to decode. */
export const bomb: Benchmark = {
  name: 'bomb',
  about: 'time to refuse an interlaced PNG of 16,000×16,000 pixels',
  async run({ quick, say }) {
    const png = pixelBombPng();
    say(`${(png.length / 1e3).toFixed(0)} kB`);
    const server = await startServer();
    const refuse = async () => {
      const refusal = await upload(server.url, 'bomber', [png]).catch((error: Error) => error.message);
      if (!String(refusal).includes('image_side_too_long')) throw new Error(`not refused: ${refusal}`);
    };
    try {
      await inParallel(5, 1, refuse);
      const { latencies } = await inParallel(quick ? 20 : 100, 1, refuse);
      return [
        { metric: 'refused p50', value: median(latencies), unit: 'ms' },
        { metric: 'refused p95', value: quantile(latencies, 0.95), unit: 'ms' },
      ];
    } finally {
      await server.remove();
    }
  },
};
