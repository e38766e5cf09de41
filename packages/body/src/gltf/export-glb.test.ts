import { litresOf, mannequin, openBody, openEdges, secondTape, validateGlb } from '@likeness/test-kit/bodies';
import { describe, expect, it } from 'vitest';
import { measureBody } from '../measure/measure-body.ts';
import { MEASUREMENT_KEYS } from '../measurements/definitions.ts';
import { signedVolume } from '../mesh/volume.ts';
import { type ExportRequest, exportGlb } from './export-glb.ts';

const template = mannequin();
const base: ExportRequest = { template, positions: template.positions };
const compressions = ['meshopt', 'draco', 'none'] as const;

describe.each(compressions)('a GLB with %s', (compression) => {
  it('pleases the Khronos validator at every level, in both poses, with morph targets', async () => {
    for (const request of [
      { lod: 0 },
      { lod: 1 },
      { lod: 2 },
      { pose: 't' },
      { morphTargets: ['heavy', 'slim'] },
    ] satisfies Partial<ExportRequest>[]) {
      const glb = await exportGlb({ ...base, ...request, compression });
      expect((await validateGlb(glb)).messages).toEqual([]);
    }
  });

  it('opens again closed, bound where it was, and measures the same', async () => {
    const opened = await openBody(await exportGlb({ ...base, compression }));
    expect(openEdges(opened)).toBe(0);
    expect(litresOf(opened)).toBeCloseTo(
      1000 * signedVolume({ positions: template.positions, triangles: template.triangles }),
      1,
    );
    const first = measureBody(template, template.positions);
    const second = secondTape(opened);
    const apart = MEASUREMENT_KEYS.filter(
      (key) => !(Math.abs((second[key] ?? Number.NaN) - first[key].cm) < 0.05),
    );
    expect(apart).toEqual([]);
  });

  it('gives the same bytes again', async () => {
    expect(await exportGlb({ ...base, compression })).toEqual(await exportGlb({ ...base, compression }));
  });
});

describe('exportGlb', () => {
  it('carries measurements, landmarks and the humanoid map', async () => {
    const chest = { cm: 92, sigma: 1.1, definition: 'Greatest girth.', source: 'measured' };
    const opened = await openBody(await exportGlb({ ...base, measurements: { chest } }));
    expect(opened.measurements).toEqual({ chest });
    expect(opened.landmarks.get('crotch')?.[1]).toBeCloseTo(0.77, 2);
    expect(Object.keys(opened.humanoid)).toContain('leftUpperArm');
    expect(opened.joints.has('LeftForeArm')).toBe(true);
  });

  it('stretches the arms out in the T-pose', async () => {
    const opened = await openBody(await exportGlb({ ...base, pose: 't' }));
    const tip = opened.landmarks.get('fingertipLeft') ?? [0, 0, 0];
    const shoulder = opened.joints.get('LeftArm') ?? [0, 0, 0];
    expect(Math.abs((tip[1] as number) - (shoulder[1] as number))).toBeLessThan(0.02);
    expect(tip[0]).toBeGreaterThan((shoulder[0] as number) + 0.6);
    expect(openEdges(opened)).toBe(0);
  });

  it('has fewer triangles at lower levels', async () => {
    const faces = await Promise.all(
      ([0, 1, 2] as const).map(
        async (lod) => (await openBody(await exportGlb({ ...base, lod }))).faces.length,
      ),
    );
    expect((faces[1] as number) / (faces[0] as number)).toBeCloseTo(0.5, 1);
    expect((faces[2] as number) / (faces[0] as number)).toBeCloseTo(0.2, 1);
  });

  it('names its morph targets and refuses unknown ones', async () => {
    const glb = await exportGlb({ ...base, morphTargets: ['heavy'] });
    expect((await openBody(glb)).targetNames).toEqual(['heavy']);
    await expect(exportGlb({ ...base, morphTargets: ['wings'] })).rejects.toThrow(/wings/);
  });
});
