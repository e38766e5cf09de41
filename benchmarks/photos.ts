import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadTemplate, type Sex } from '@likeness/body';
import { bakedTemplate } from '@likeness/test-kit/bodies';
import { demoPhotos } from '@likeness/vision/demo';
import type { Benchmark } from './benchmark.ts';
import { median, quantile } from './support/numbers.ts';
import type { PhotoReport, PhotoRound } from './support/photo-process.ts';

const CHILD = fileURLToPath(new URL('support/photo-process.js', import.meta.url));

/** Two photos of twelve megapixels to a body and its GLB, in a process of its own, whose memory is taken at the end. */
export const photos: Benchmark = {
  name: 'photos',
  about: 'two 12 MP photos to a GLB: time, by part; memory after 50 jobs',
  async run({ quick, say }) {
    const folder = await mkdtemp(join(tmpdir(), 'likeness-bench-photos-'));
    try {
      const bytes = bakedTemplate();
      const drawn = await demoPhotos({ template: (sex: Sex) => loadTemplate(bytes, sex) });
      const files = [join(folder, 'front.jpg'), join(folder, 'side.jpg')] as const;
      await writeFile(files[0], drawn.front);
      await writeFile(files[1], drawn.side);
      say(`two JPEGs of 3024×4032, ${((drawn.front.length + drawn.side.length) / 1e6).toFixed(1)} MB`);
      const rounds = quick ? 8 : 50;
      const child = fork(CHILD, [...files, String(rounds)]);
      const exited = once(child, 'exit');
      const report = await new Promise<PhotoReport>((resolve, reject) => {
        child.once('message', (message) => resolve(message as PhotoReport));
        child.once('exit', (code) => reject(new Error(`the process ended with ${code}`)));
        child.once('error', reject);
      });
      await exited;
      const part = (name: keyof PhotoRound) => median(report.rounds.map((round) => round[name]));
      const total = part('total');
      const inParts = (['decode', 'pose', 'outline', 'measuring', 'fit', 'export'] as const).map((name) => ({
        metric: `of it ${NAMES[name]}`,
        value: part(name),
        unit: 'ms',
      }));
      return [
        { metric: 'two 12 MP photos to GLB, p50', value: total, unit: 'ms', aim: '<= 2000' },
        {
          metric: 'two 12 MP photos to GLB, p95',
          value: quantile(
            report.rounds.map((round) => round.total),
            0.95,
          ),
          unit: 'ms',
        },
        { metric: 'its processor time, p50', value: part('processor'), unit: 'ms' },
        ...inParts,
        { metric: 'pose inference ÷ total', value: part('pose') / total, unit: 'ratio', ratioTo: 'total' },
        { metric: 'loading the models', value: report.loading, unit: 'ms' },
        ...(report.resident === undefined || report.highest === undefined
          ? []
          : [
              { metric: `memory after ${rounds} jobs`, value: report.resident, unit: 'MB' },
              { metric: 'memory at its highest', value: report.highest, unit: 'MB', aim: '<= 700' as const },
            ]),
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

const NAMES = {
  decode: 'decoding',
  pose: 'pose inference',
  outline: 'quality and outlines',
  measuring: 'cameras and breadths',
  fit: 'estimate and fit',
  export: 'export',
} as const;
