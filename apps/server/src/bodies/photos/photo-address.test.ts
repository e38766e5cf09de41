import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { isPhotoSigned, PHOTO_ADDRESS_LIFE, signPhoto } from './photo-address.ts';

const sealing = { fingerprint: (text: string) => createHmac('sha256', 'key').update(text).digest('hex') };
const NOW = 1_800_000_000_000;
const signed = signPhoto(sealing, 'photo-1', NOW);

it('opens one photo for an hour', () => {
  expect(isPhotoSigned(sealing, 'photo-1', signed, NOW)).toBe(true);
  expect(isPhotoSigned(sealing, 'photo-1', signed, NOW + PHOTO_ADDRESS_LIFE * 1_000 - 1)).toBe(true);
  expect(isPhotoSigned(sealing, 'photo-1', signed, NOW + PHOTO_ADDRESS_LIFE * 1_000)).toBe(false);
});

it.each([
  ['another photo', 'photo-2', {}],
  ['a later end', 'photo-1', { expires: String(Number(signed.expires) + 1) }],
  ['a cut signature', 'photo-1', { signature: signed.signature.slice(1) }],
  ['no signature', 'photo-1', { signature: '' }],
])('does not open by %s', (_what, id, changed) => {
  expect(isPhotoSigned(sealing, id, { ...signed, ...changed }, NOW)).toBe(false);
});
