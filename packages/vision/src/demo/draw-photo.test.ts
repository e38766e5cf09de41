import { buildBody, loadTemplate } from '@likeness/body';
import { bakedTemplate } from '@likeness/test-kit/bodies';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawPhoto, type PhotoRequest } from './draw-photo.ts';
import { encodePhoto } from './encode-photo.ts';
import { photoConditions } from './photo-conditions.ts';

const template = loadTemplate(bakedTemplate(), 'female');
const { body } = buildBody({
  template: () => template,
  request: { sex: 'female', measurements: { height: 170 } },
});
if (!body) throw new Error('a body of 170 cm is refused');
const positions = body.fitted.positions;
const occlusion = new Float32Array(template.vertexCount).fill(1);
const camera = { distance: 2.5, height: 1.1, pitch: 0.05, focalLength35: 26 };
const small = { template, positions, occlusion, camera, kind: 'front', width: 300, height: 400 } as const;

/** First and last row with the person in it. */
function rows({ coverage }: { coverage: Uint8Array }, width: number): [number, number] {
  const covered = coverage.findIndex((value) => value > 127);
  const last = coverage.findLastIndex((value) => value > 127);
  return [Math.floor(covered / width), Math.floor(last / width)];
}

describe('drawPhoto', () => {
  it('shows the body where its camera truly sees it', async () => {
    for (const pitch of [-0.1, 0, 0.1]) {
      const drawn = await drawPhoto({ ...small, camera: { ...camera, pitch } });
      const f = (26 * Math.hypot(300, 400)) / 43.27;
      expect(drawn.camera.focalLength).toBeCloseTo(f, 9);
      // The crown lies 1.70 m high, a little behind the toes: worked out by angles, not by the projection tested.
      const crown = 200 + f * Math.tan(Math.atan2(camera.height - 1.7, camera.distance) - pitch);
      expect(rows(drawn, 300)[0]).toBeGreaterThan(crown - 2.5);
      expect(rows(drawn, 300)[0]).toBeLessThan(crown + 2.5);
      expect(drawn.joints.Head?.x).toBeCloseTo(150, 0);
    }
  });

  it('is the same for the same request, and another for another seed', async () => {
    const request: PhotoRequest = { ...small, backdrop: { kind: 'busy', seed: 4 } };
    const [one, again, other] = [
      await drawPhoto(request),
      await drawPhoto(request),
      await drawPhoto({ ...request, backdrop: { kind: 'busy', seed: 5 } }),
    ];
    expect(again.photo.rgb).toEqual(one.photo.rgb);
    expect(other.photo.rgb).not.toEqual(one.photo.rgb);
    expect(other.coverage).toEqual(one.coverage);
  });

  it('turns sideways for the side photo and keeps the arms away in front', async () => {
    const area = async (request: Partial<PhotoRequest>) =>
      (await drawPhoto({ ...small, ...request })).coverage.reduce((sum, value) => sum + value / 255, 0);
    const front = await area({});
    expect(await area({ kind: 'side' })).toBeLessThan(0.8 * front);
    const wide = await drawPhoto({ ...small, stance: { arms: 0.7 } });
    const narrow = await drawPhoto({ ...small, stance: { arms: 0.3 } });
    expect(wide.joints.LeftHand?.x).toBeGreaterThan((narrow.joints.LeftHand?.x ?? 0) + 10);
  });

  it('fits the whole body in under all conditions', async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const { front, side } = photoConditions({ seed, stature: 1.7, width: 300, height: 400 });
      for (const settings of [front, side]) {
        const drawn = await drawPhoto({ ...settings, template, positions, occlusion });
        const [top, bottom] = rows(drawn, 300);
        expect(top).toBeGreaterThan(3);
        expect(bottom).toBeLessThan(396);
      }
    }
  });
});

describe('encodePhoto', () => {
  it('writes a JPEG that is upright by its orientation and says how wide it sees', async () => {
    const drawn = await drawPhoto(small);
    for (const orientation of [1, 3, 6, 8] as const) {
      const file = await encodePhoto(drawn, { orientation, quality: 92, gps: true, make: 'Made up' });
      const stored = await sharp(file).metadata();
      expect([stored.format, stored.orientation, stored.chromaSubsampling]).toEqual([
        'jpeg',
        orientation,
        '4:2:0',
      ]);
      expect([stored.width, stored.height]).toEqual(orientation > 4 ? [400, 300] : [300, 400]);
      expect(stored.exif?.includes('Made up')).toBe(true);
      const { data, info } = await sharp(file).autoOrient().raw().toBuffer({ resolveWithObject: true });
      expect([info.width, info.height]).toEqual([300, 400]);
      const off =
        data.reduce((sum, value, i) => sum + Math.abs(value - (drawn.photo.rgb[i] ?? 0)), 0) / data.length;
      expect(off).toBeLessThan(6);
    }
    // Tag 0xA405, one SHORT, 26: only there when it is known.
    const tag = Buffer.from([0x05, 0xa4, 3, 0, 1, 0, 0, 0, 26, 0]);
    expect((await encodePhoto(drawn)).includes(tag)).toBe(true);
    expect((await encodePhoto(drawn, { focalLength: false })).includes(tag)).toBe(false);
    expect((await encodePhoto(drawn)).includes('GPS')).toBe(false);
  });
});
