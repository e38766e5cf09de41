import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PhotoProblem } from '../types.ts';
import { checkPhoto } from './check-photo.ts';
import { type StickFigure, stickFigure } from './testing/stick-figure.ts';

const errors = (figure: StickFigure, change: object = {}): PhotoProblem[] =>
  checkPhoto({ ...stickFigure(figure), ...change })
    .filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);

describe('checkPhoto', () => {
  it('lets somebody pass who stands as asked, wherever and however large', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 420, max: 680 }),
        fc.integer({ min: 330, max: 470 }),
        fc.integer({ min: 24, max: 46 }),
        fc.integer({ min: -20, max: 20 }),
        fc.integer({ min: -8, max: 8 }),
        (tall, x, arms, yaw, lean) => {
          const figure = { tall, arms, yaw, lean, at: { x, y: 940 }, width: 800, height: 1000 };
          expect(errors(figure)).toEqual([]);
        },
      ),
      { numRuns: 12 },
    );
    expect(errors({ yaw: 90 }, { kind: 'side' })).toEqual([]);
    expect(errors({ yaw: 270 }, { kind: 'side' })).toEqual([]);
    // Arms stretched out, as somebody might understand it; arms that swing a little from the side.
    expect(errors({ arms: 90 })).toEqual([]);
    expect(errors({ yaw: 90, arms: 5, forward: 25 }, { kind: 'side' })).toEqual([]);
  });

  it.each<[PhotoProblem, StickFigure, object?]>([
    ['body_cut_off', { at: { x: 400, y: 1010 } }],
    ['body_cut_off', { at: { x: 400, y: 695 } }],
    ['body_cut_off', { at: { x: 160, y: 900 } }],
    ['too_small', { tall: 390 }],
    ['not_upright', { lean: 18 }],
    ['not_upright', { lean: 90, tall: 500, at: { x: 150, y: 500 } }],
    ['seated', { seated: true }],
    ['seated', { seated: true, yaw: 90, arms: 5 }, { kind: 'side' }],
    ['not_facing', { yaw: 28 }],
    ['not_facing', { yaw: -28 }],
    ['not_facing', { yaw: 180 }],
    ['not_in_profile', { yaw: 0 }, { kind: 'side' }],
    ['not_in_profile', { yaw: 55 }, { kind: 'side' }],
    ['not_in_profile', { yaw: 180 }, { kind: 'side' }],
    ['arms_not_away', { arms: 6 }],
    ['arms_not_away', { arms: -12 }],
    ['arms_not_away', { yaw: 90, arms: 5, forward: 60 }, { kind: 'side' }],
    ['too_dark', { background: 30, skin: 12 }],
    ['too_bright', { background: 255, skin: 254 }],
  ])('refuses with %s %j', (code, figure, change) => {
    expect(errors(figure, change)).toContain(code);
  });

  it('finds nobody where the network found none, is not sure, or dreams of limbs that the mask does not have', () => {
    const { photo, pose } = stickFigure();
    expect(errors({}, { pose: null })).toEqual(['nobody_found']);
    expect(errors({}, { pose: { ...pose, score: 0.6 } })).toEqual(['nobody_found']);
    expect(
      errors({}, { pose: { ...pose, landmarks: pose.landmarks.map((l) => ({ ...l, visibility: 0.1 })) } }),
    ).toEqual(['nobody_found']);
    // A body without legs: a cat that sits, say.
    const mask = { ...pose.mask, probability: pose.mask.probability.map((p, i) => (i > 256 * 120 ? 0 : p)) };
    expect(errors({}, { pose: { ...pose, mask } })).toEqual(['nobody_found']);
    // Short thighs under a long trunk, on legs of a stork.
    const odd = pose.landmarks.map((l, i) =>
      i === 23 || i === 24 ? { ...l, y: l.y - 0.15 * photo.height } : l,
    );
    expect(errors({}, { pose: { ...pose, landmarks: odd } })).toEqual(['nobody_found']);
  });

  it('refuses others in the picture, and a camera that looks up or down for sure', () => {
    const { pose } = stickFigure();
    expect(errors({}, { pose: { ...pose, others: 1 } })).toEqual(['several_people']);
    const camera = { distance: 2.5, height: 1, pitch: -0.2, focalLength: 1000, pitchSigma: 0.01 };
    expect(errors({}, { camera })).toEqual(['camera_tilted']);
    expect(errors({}, { camera: { ...camera, pitch: 0.16 } })).toEqual([]);
    const unsure = checkPhoto({ ...stickFigure(), camera: { ...camera, pitchSigma: 0.1 } });
    expect(unsure.map(({ code, severity }) => [code, severity])).toContainEqual(['camera_tilted', 'warning']);
  });

  it('says what to do, without a number', () => {
    const findings = [{ tall: 300 }, { arms: 3 }, { yaw: 40 }, { seated: true }, { lean: 30 }].flatMap(
      (figure) => checkPhoto(stickFigure(figure)),
    );
    expect(findings.length).toBeGreaterThan(4);
    for (const { sentence, photo } of findings) {
      expect(sentence).toMatch(/^[A-Z][^\d]+\.$/);
      expect(photo).toBe('front');
    }
  });
});
