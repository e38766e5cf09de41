import { brotliCompressSync } from 'node:zlib';
import type { Sex } from '@likeness/body';
import { createLiveBody, packTemplate, unpackTemplate } from '@likeness/body/live';
import { bakedTemplate } from '@likeness/test-kit/bodies';
import type { Benchmark } from './benchmark.ts';
import { median, quantile } from './support/numbers.ts';

const PEOPLE = [
  ['female', { height: 168, chest: 92, waist: 74, hip: 99 }],
  ['male', { height: 178, chest: 100, waist: 88, hip: 101 }],
  ['female', { height: 172, chest: 110, waist: 98, hip: 118 }],
  ['male', { height: 175, chest: 125, waist: 125, hip: 120 }],
] as const;

/** How far a thumb moves a slider between two pictures, cm. */
const STEP = 0.3;

/** How often a body that follows a slider can be solved anew: what the thread of the studio does, without a browser. */
export const liveSolver: Benchmark = {
  name: 'live-solver',
  about: 'a slider that is dragged: bodies a second on one core, against whole fits; the template of a sex',
  async run({ quick, say }) {
    const file = bakedTemplate();
    const packed = { female: packTemplate(file, 'female'), male: packTemplate(file, 'male') };
    const unpacking: number[] = [];
    const templates = Object.fromEntries(
      Object.entries(packed).map(([sex, bytes]) => {
        const before = process.cpuUsage();
        const { template } = unpackTemplate(bytes);
        unpacking.push(since(before));
        return [sex, template];
      }),
    ) as Record<Sex, ReturnType<typeof unpackTemplate>['template']>;
    const [quickly, wholly]: [number[], number[]] = [[], []];
    const steps = quick ? 20 : 80;
    for (const [sex, measurements] of PEOPLE) {
      const live = createLiveBody({ template: (of) => templates[of] });
      for (let step = -10; step < steps; step++) {
        const request = { sex, measurements: { ...measurements, waist: measurements.waist + step * STEP } };
        const before = process.cpuUsage();
        const { body } = live.solve(request);
        const took = since(before);
        if (!body) throw new Error(`refused: ${JSON.stringify(request)}`);
        // the first ones warm up
        if (step < 0) continue;
        quickly.push(took);
        if (step % 8 > 0) continue;
        const whole = process.cpuUsage();
        createLiveBody({ template: (of) => templates[of] }).settle(request);
        wholly.push(since(whole));
      }
      say(`${sex}, waist ${measurements.waist} cm and on: ${median(quickly).toFixed(1)} ms`);
    }
    const kilobytes = Object.values(packed).map((bytes) => brotliCompressSync(bytes).length / 1000);
    return [
      { metric: 'a body while a slider moves, p50', value: median(quickly), unit: 'ms', aim: '<= 30' },
      { metric: 'a body while a slider moves, p95', value: quantile(quickly, 0.95), unit: 'ms' },
      { metric: 'bodies a second', value: 1000 / median(quickly), unit: '1/s', aim: '>= 20' },
      { metric: 'the body at rest, p50', value: median(wholly), unit: 'ms' },
      {
        metric: 'while it moves, of the time at rest',
        value: median(quickly) / median(wholly),
        unit: '×',
        ratioTo: 'the body at rest',
      },
      { metric: 'unpacking a template', value: median(unpacking), unit: 'ms' },
      {
        metric: 'template of one sex, brotli',
        value: Math.max(...kilobytes),
        unit: 'kB',
        aim: '<= 340',
      },
    ];
  },
};

/** Processor time since then, ms: what it would take on one core, whatever else the machine does. */
function since(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
