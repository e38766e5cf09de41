import {
  bakedTemplate,
  litresOf,
  openBody,
  openEdges,
  secondTape,
  validateGlb,
} from '@likeness/test-kit/bodies';
import { describe, expect, it } from 'vitest';
import { buildKnownBody } from '../build-body.ts';
import type { KnownBody } from '../measurements/known-body.ts';
import { loadTemplate } from '../template/load-template.ts';
import { exportGlb } from './export-glb.ts';

const file = bakedTemplate();
const templates = { female: loadTemplate(file, 'female'), male: loadTemplate(file, 'male') };
const COMPRESSIONS = ['meshopt', 'draco', 'none'] as const;

const PEOPLE: Readonly<Record<string, KnownBody>> = {
  'a woman': { sex: 'female', measurements: { height: 168, chest: 92, waist: 74, hip: 99 } },
  'a heavy man': { sex: 'male', measurements: { height: 178, chest: 124, waist: 121, hip: 118, neck: 44 } },
};

describe.each(Object.keys(PEOPLE))('%s', (name) => {
  const { fitted, measurements, template } = buildKnownBody(
    (sex) => templates[sex],
    PEOPLE[name] as KnownBody,
  );
  const request = { template, positions: fitted.positions, measurements };

  it.each(COMPRESSIONS)(
    'pleases the Khronos validator with %s at every level and in both poses',
    async (compression) => {
      for (const lod of [0, 1, 2] as const) {
        for (const pose of ['a', 't'] as const) {
          const glb = await exportGlb({ ...request, lod, pose, compression });
          expect(await validateGlb(glb)).toEqual({ errors: 0, warnings: 0, messages: [] });
        }
      }
    },
  );

  it.each(COMPRESSIONS)('measures the same by a second tape on the file with %s', async (compression) => {
    const opened = await openBody(await exportGlb({ ...request, compression }));
    expect(openEdges(opened)).toBe(0);
    expect(Math.abs(litresOf(opened) - fitted.litres)).toBeLessThan(0.05);
    const tape = secondTape(opened);
    for (const [key, cm] of Object.entries(tape)) {
      const first = fitted.measured[key as keyof typeof fitted.measured]?.cm ?? Number.NaN;
      expect(Math.abs(cm - first), `${key}: ${cm.toFixed(3)}, not ${first.toFixed(3)}`).toBeLessThan(0.05);
    }
    for (const { key, target } of fitted.residuals) {
      expect(Math.abs((tape[key] ?? Number.NaN) - target), key).toBeLessThanOrEqual(0.1);
    }
  });

  it.each(COMPRESSIONS)('has the same bytes every time with %s', async (compression) => {
    const once = await exportGlb({ ...request, lod: 1, compression });
    const again = await exportGlb({ ...request, template: { ...template }, lod: 1, compression });
    expect(Buffer.from(again).equals(Buffer.from(once))).toBe(true);
  });

  it('is as small as it was', async () => {
    const sizes = async (compression: 'meshopt' | 'draco') =>
      Promise.all(
        ([0, 1, 2] as const).map(
          async (lod) => (await exportGlb({ ...request, lod, compression })).length / 1000,
        ),
      );
    const [whole, half, fifth] = await sizes('meshopt');
    expect(whole).toBeLessThan(186);
    expect(half).toBeLessThan(120);
    expect(fifth).toBeLessThan(70);
    expect((await sizes('draco'))[0]).toBeLessThan(112);
  });
});
