import { buildBody, complete, exportGlb, fitToMeasurements, loadTemplate, type Sex } from '@likeness/body';
import { bakedTemplate } from '@likeness/test-kit/bodies';
import type { Benchmark, Measure } from './benchmark.ts';
import { median, quantile } from './support/numbers.ts';

/** Height, chest, waist and hip of people from slim to very heavy, cm. */
const PEOPLE: readonly (readonly [Sex, number, number, number, number])[] = [
  ['female', 168, 92, 74, 99],
  ['male', 178, 100, 88, 101],
  ['female', 160, 85, 68, 94],
  ['male', 185, 112, 104, 110],
  ['female', 172, 110, 98, 118],
  ['male', 170, 90, 76, 92],
  ['female', 155, 98, 84, 104],
  ['male', 175, 125, 125, 120],
];

const LODS = [0, 1, 2] as const;

/** How long a body takes on one core, and how large its files are. No server: the package alone. */
export const bodies: Benchmark = {
  name: 'bodies',
  about: 'four measurements to a fitted body, and to three GLB levels, on one core; sizes of the files',
  async run({ quick, say }) {
    const file = bakedTemplate();
    const templates = { female: loadTemplate(file, 'female'), male: loadTemplate(file, 'male') };
    const template = (sex: Sex) => templates[sex];
    const [fits, paths]: [number[], number[]] = [[], []];
    for (let round = -2; round < (quick ? 3 : 12); round += 1) {
      for (const [sex, height, chest, waist, hip] of PEOPLE) {
        // a little taller each round: no two bodies are the same
        const measurements = { height: height + round * 0.3, chest, waist, hip };
        const fit = await timed(() => fitAlone(template(sex), sex, measurements));
        const path = await timed(async () => {
          const { body } = buildBody({ template, request: { sex, measurements } });
          if (!body?.fitted.closes) throw new Error(`does not close: ${JSON.stringify(measurements)}`);
          for (const lod of LODS) await exportGlb({ ...body, positions: body.fitted.positions, lod });
        });
        if (round === -2 && sex === 'female' && height === 168) say(`the first body: ${path.toFixed(0)} ms`);
        // the first two rounds warm up
        if (round < 0) continue;
        fits.push(fit);
        paths.push(path);
      }
    }
    return [
      { metric: 'fit to four measures, p50', value: median(fits), unit: 'ms', aim: '<= 40' },
      { metric: 'fit to four measures, p95', value: quantile(fits, 0.95), unit: 'ms' },
      { metric: 'measurements to three GLB levels, p50', value: median(paths), unit: 'ms', aim: '<= 150' },
      { metric: 'measurements to three GLB levels, p95', value: quantile(paths, 0.95), unit: 'ms' },
      ...(await sizes()),
    ];

    async function sizes(): Promise<Measure[]> {
      const [sex, height, chest, waist, hip] = PEOPLE[0] as (typeof PEOPLE)[0];
      const { body } = buildBody({ template, request: { sex, measurements: { height, chest, waist, hip } } });
      if (!body) throw new Error('the first of the people is refused');
      const measures: Measure[] = [];
      for (const compression of ['meshopt', 'draco', 'none'] as const) {
        for (const lod of LODS) {
          const glb = await exportGlb({ ...body, positions: body.fitted.positions, lod, compression });
          const aim = lod === 0 ? AIM[compression] : undefined;
          measures.push({
            metric: `LOD${lod}, ${compression}`,
            value: glb.length / 1000,
            unit: 'kB',
            ...(aim ? { aim } : {}),
          });
        }
      }
      return measures;
    }
  },
};

const AIM: Readonly<Record<string, '<= 130' | '<= 110'>> = { meshopt: '<= 130', draco: '<= 110' };

function fitAlone(
  template: ReturnType<typeof loadTemplate>,
  sex: Sex,
  measurements: Readonly<Record<'height' | 'chest' | 'waist' | 'hip', number>>,
) {
  const { posterior, weight } = complete({ sex, measurements });
  const [part] = posterior;
  if (!part) throw new Error('no population');
  return fitToMeasurements({ template, sex, targets: measurements, posterior: part.gaussian, weight });
}

/** Processor time of the whole process, ms: what the work would take on one core, whatever else the machine does. */
async function timed(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
