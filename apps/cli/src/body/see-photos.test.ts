import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPhotos } from './open-photos.ts';
import { type PhotosOptions, seePhotos, wrongPhotoOptions } from './see-photos.ts';

let folder: string;
const file = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-photos-'));
  await writeFile(file('photo.jpg'), 'not looked at');
  await writeFile(file('huge.jpg'), '');
  await truncate(file('huge.jpg'), 50_000_001);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const DEFAULTS = { poseModel: 'full', segmenter: 'mediapipe' } as const;

describe('wrongPhotoOptions', () => {
  it.each([
    [{}, undefined],
    [{ front: 'a' }, undefined],
    [{ front: 'a', side: 'b', overlay: 'c' }, undefined],
    [{ side: 'b' }, /one from the front/],
    [{ overlay: 'c' }, /--front/],
  ] as const)('%j', (given: Partial<PhotosOptions>, sentence) => {
    const wrong = wrongPhotoOptions({ ...DEFAULTS, ...given });
    if (sentence) expect(wrong).toMatch(sentence);
    else expect(wrong).toBeUndefined();
  });
});

describe('openPhotos', () => {
  it('reads what is there', async () => {
    const text = new TextEncoder().encode('not looked at');
    expect(await openPhotos({ front: file('photo.jpg') })).toEqual({ front: text });
    expect(await openPhotos({ front: file('photo.jpg'), side: file('photo.jpg') })).toEqual({
      front: text,
      side: text,
    });
  });

  it.each([
    ['none.jpg', /^--side .*none\.jpg could not be read \(ENOENT\)\.$/],
    ['.', /^--side .* is no file\.$/],
    ['huge.jpg', /^--side .* is larger than 50 MB\.$/],
  ])('names the photo that cannot be: %s', async (name, sentence) => {
    expect(await openPhotos({ front: file('photo.jpg'), side: file(name) })).toMatch(sentence);
  });
});

describe('seePhotos', () => {
  it('names the file that is no picture', async () => {
    const begun: string[] = [];
    const progress = { begin: (step: string) => void begun.push(step), end() {} };
    const options = { ...DEFAULTS, poseModel: 'lite', front: file('photo.jpg') } as const;
    expect(await seePhotos(options, { measurements: {} }, progress)).toEqual({
      sentence: expect.stringMatching(/^--front .*photo\.jpg: This is text, not a picture/),
      givenWrong: true,
    });
    expect(begun).toEqual(['models', 'background']);
  });
});
