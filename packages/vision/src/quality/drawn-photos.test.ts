import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawHostile, drawPhoto, type HostileName, photoConditions, type Sitter } from '../demo/index.ts';
import { createPoseEngine } from '../node/create-pose-engine.ts';
import type { Photo, PhotoKind, PhotoProblem, PoseEngine } from '../types.ts';
import { checkPair } from './check-pair.ts';
import { checkPhoto } from './check-photo.ts';
import type { PhotoToCheck } from './finding.ts';
import { drawnSitter } from './testing/drawn-sitter.ts';

/** Large enough for bodies at 4 m to be seen in full, small enough for a quick test. */
const SIZE = { width: 1050, height: 1400 };

let engine: PoseEngine;
beforeAll(async () => {
  engine = await createPoseEngine({ model: 'full' });
});
afterAll(() => engine.close());

const looked = async (kind: PhotoKind, photo: Photo): Promise<PhotoToCheck> => ({
  kind,
  photo,
  pose: await engine.detect(photo),
});

const errors = (input: PhotoToCheck): PhotoProblem[] =>
  checkPhoto(input)
    .filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);

describe('the gate, on photos drawn with a known truth', () => {
  it.each([
    ['female', 17.5, 101],
    ['male', 39, 102],
    ['female', 38, 103],
    ['male', 19, 104],
  ] as const)('lets a %s body of BMI %d pass in front and from the side', async (sex, bmi, seed) => {
    const sitter = drawnSitter(sex, bmi);
    const settings = photoConditions({ seed, stature: sitter.stature, ...SIZE });
    const [front, side] = [
      await looked('front', (await drawPhoto({ ...settings.front, ...sitter.sitter, samples: 1 })).photo),
      await looked('side', (await drawPhoto({ ...settings.side, ...sitter.sitter, samples: 1 })).photo),
    ];
    expect(errors(front)).toEqual([]);
    expect(errors(side)).toEqual([]);
    expect(checkPair(front, side).filter(({ severity }) => severity === 'error')).toEqual([]);
    // The front photo in the side photo's place is noticed twice over.
    expect(errors({ ...front, kind: 'side' })).toContain('not_in_profile');
    expect(checkPair(front, { ...front, kind: 'side' }).map(({ code }) => code)).toEqual([
      'same_photo_twice',
    ]);
  });

  it.each<[HostileName, PhotoProblem]>([
    ['landscape', 'nobody_found'],
    ['cat', 'nobody_found'],
    ['dog', 'nobody_found'],
    ['coat-stand', 'nobody_found'],
    ['noise', 'nobody_found'],
    ['black', 'too_dark'],
    ['two-people', 'several_people'],
    ['seated', 'seated'],
    ['head-cut-off', 'body_cut_off'],
    ['feet-cut-off', 'body_cut_off'],
    ['too-near', 'body_cut_off'],
    ['from-behind', 'not_facing'],
    ['from-the-side', 'not_facing'],
    ['turned-away', 'not_facing'],
    ['arms-down', 'arms_not_away'],
    ['thumbnail', 'too_small'],
    ['blurred', 'blurred'],
    ['dark', 'too_dark'],
    ['overexposed', 'too_bright'],
    ['lying', 'not_upright'],
    ['turned-picture', 'not_upright'],
    ['picture-of-a-picture', 'picture_of_a_picture'],
  ])('refuses %s with %s', async (name, code) => {
    const { photo } = await drawHostile(name, { sitter: hostileSitter(), ...SIZE });
    expect(errors(await looked('front', photo))).toContain(code);
  });
});

let known: Sitter | undefined;
function hostileSitter(): Sitter {
  known ??= {
    ...drawnSitter('female', 23).sitter,
    looks: { outfit: 'top-and-leggings', hairColour: [60, 42, 30] },
  };
  return known;
}
