import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exifBlock } from '../testing/exif-block.ts';
import { exifCamera } from './exif-camera.ts';

const FOCAL_LENGTH_35MM = 0xa405;

it('finds the focal length and the size that a camera wrote', () => {
  const block = exifBlock({ [FOCAL_LENGTH_35MM]: 26, 40962: 4032, 40963: 3024 });
  const camera = { focalLength35: 26, taken: { width: 4032, height: 3024 } };
  expect(exifCamera(block)).toEqual(camera);
  expect(exifCamera(block.subarray(6))).toEqual(camera);
});

it('says nothing where nothing, or nonsense, was written', () => {
  expect(exifCamera(undefined)).toEqual({});
  expect(exifCamera(exifBlock({ [FOCAL_LENGTH_35MM]: 0 }))).toEqual({});
  expect(exifCamera(exifBlock({}))).toEqual({});
});

it('never throws, whatever the block holds', () => {
  const block = fc
    .uint8Array({ maxLength: 300 })
    .map((bytes) => Buffer.concat([Buffer.from('II*\0\b\0\0\0'), bytes]));
  fc.assert(fc.property(block, (bytes) => void exifCamera(bytes)));
});
