import { buildBody, loadTemplate, type Sex } from '@likeness/body';
import { bakedTemplate } from '@likeness/test-kit/bodies';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawPhoto } from '../demo/draw-photo.ts';
import { encodePhoto } from '../demo/encode-photo.ts';
import { VisionError } from '../errors.ts';
import type { PhotoKind } from '../types.ts';
import { createPhotoReader } from './create-photo-reader.ts';
import type { PhotoReader } from './photo-reader.ts';

const file = bakedTemplate();
const template = (sex: Sex) => loadTemplate(file, sex);
const camera = { distance: 2.5, height: 1.15, pitch: 0.08, focalLength35: 26 };

function somebody(weight: number) {
  const request = { sex: 'female', weight, measurements: { height: 168 } } as const;
  const { body } = buildBody({ template, request });
  if (!body) throw new Error('no body');
  return { template: body.template, positions: body.fitted.positions, truth: body.completed.measurements };
}

/** A JPEG of 900×1200. */
async function photoOf(
  { template: own, positions }: ReturnType<typeof somebody>,
  kind: PhotoKind,
): Promise<Uint8Array> {
  const occlusion = new Float32Array(own.vertexCount).fill(1);
  const drawn = await drawPhoto({
    template: own,
    positions,
    occlusion,
    kind,
    camera,
    width: 900,
    height: 1200,
  });
  return encodePhoto(drawn);
}

const slim = somebody(54);
const heavy = somebody(104);
const photos = {} as Record<'front' | 'side' | 'otherSide', Uint8Array>;
let reader: PhotoReader;

beforeAll(async () => {
  reader = await createPhotoReader({ model: 'lite' });
  photos.front = await photoOf(slim, 'front');
  photos.side = await photoOf(slim, 'side');
  photos.otherSide = await photoOf(heavy, 'side');
});
afterAll(() => reader.close());

it('reads two photos of a person into what a body is built of, step by step', async () => {
  const steps: string[] = [];
  const {
    findings,
    evidence,
    photos: seen,
  } = await reader.read({
    photos,
    height: 168,
    sex: 'female',
    onStep: (step) => void steps.push(step),
  });
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(steps).toEqual(['background', 'landmarks', 'measurements']);
  expect(seen.map(({ kind, landmarks }) => [kind, landmarks.length])).toEqual([
    ['front', 33],
    ['side', 33],
  ]);
  const { body } = buildBody({
    template,
    request: { sex: 'female', measurements: { height: 168 } },
    photo: evidence ?? undefined,
  });
  for (const key of ['chest', 'waist', 'hip'] as const) {
    const { cm, sigma } = body?.completed.measurements[key] ?? { cm: 0, sigma: 0 };
    expect(Math.abs(cm - slim.truth[key].cm), key).toBeLessThan(3 * sigma);
  }
});

it('reads a front photo alone, and finds the camera', async () => {
  const { evidence, photos: seen } = await reader.read({ photos: { front: photos.front }, height: 168 });
  expect(evidence?.features.every((name) => name.startsWith('front'))).toBe(true);
  expect(seen[0]?.camera?.distance).toBeGreaterThan(2.3);
  expect(seen[0]?.camera?.distance).toBeLessThan(2.7);
});

it('does not make one body of two people', async () => {
  const { findings, evidence } = await reader.read({
    photos: { front: photos.front, side: photos.otherSide },
    height: 168,
    sex: 'female',
  });
  expect(evidence).toBeNull();
  expect(findings.map(({ code, severity }) => [code, severity])).toContainEqual([
    'unlike_each_other',
    'error',
  ]);
});

it('says of bytes that are no picture that they are none', async () => {
  const front = new TextEncoder().encode('a text file');
  const error = await reader.read({ photos: { front } }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(VisionError);
  expect((error as VisionError).code).toBe('invalid_photo');
});

it('stops when it is told to', async () => {
  const signal = AbortSignal.abort(new Error('cancelled'));
  await expect(reader.read({ photos, signal })).rejects.toThrow('cancelled');
});
