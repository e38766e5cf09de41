import { readdir } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { METADATA_MARKS, photo, pixelBombPng, textAsJpg, tinyHeic } from '@likeness/test-kit';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openPhoto, openPhotoRecord, photosOf } from '../bodies/photos/photo-rows.ts';
import { AVATARS, createTestBodies, type TestBodies } from '../testing/test-bodies.ts';
import { type PhotoFields, photoObjects, sendPhotos, somePhoto } from '../testing/test-photos.ts';

let test: TestBodies;
let front: Buffer;
beforeAll(async () => {
  test = await createTestBodies({ env: { LIKENESS_MAX_PHOTO_SIZE: '2000000' } });
  front = await somePhoto();
});
afterAll(() => test.close());
afterEach(async () => {
  await expect.poll(() => readdir(test.services.config.photos.temporaryDir)).toEqual([]);
});

const base = () => ({ name: 'Me', front, height: '172', sex: 'female' });

describe('what is taken', () => {
  it('answers 202 with the ids, keeps sealed photos under the own prefix, and makes a job of them', async () => {
    const answer = await sendPhotos(test, 'alice', {
      ...base(),
      side: {
        bytes: await photo({ width: 1600, height: 3000, gps: true, seed: 4 }),
        name: '../SECRET name.jpg',
      },
      heightUnit: 'cm',
      tags: '["gym"]',
      customization: '{"skinTone":"#a1b2c3"}',
    });
    expect([answer.statusCode, answer.json().code]).toEqual([202, undefined]);
    expect(answer.json()).toMatchObject({ status: 'processing', findings: [], notKept: [] });
    const { avatarId, processingJobId } = answer.json();
    expect(answer.headers.location).toBe(`${AVATARS}/${avatarId}`);
    const shown = (await test.call('alice', 'GET', `${AVATARS}/${avatarId}`)).json();
    expect(shown).toMatchObject({
      status: 'processing',
      tags: ['gym'],
      photos: { state: 'kept', findings: [] },
    });
    const job = (await test.call('alice', 'GET', `/api/v1/jobs/${processingJobId}`)).json();
    expect(job).toMatchObject({ avatarId, jobType: 'avatar:process-photos', status: 'queued', priority: 3 });

    const rows = await photosOf(test.services.database.db, avatarId);
    expect(rows.map(({ type, state }) => [type, state])).toEqual([
      ['front', 'stored'],
      ['side', 'stored'],
    ]);
    for (const row of rows) {
      expect(row.originalKey).toBe(`photos/${row.userId}/${row.id}`);
      expect(row).toMatchObject({ consentGiven: 'upload', consentVersion: expect.any(String) });
      const kept = await buffer((await test.services.store.get({ key: row.originalKey })).body);
      expect(kept.includes('JFIF') || kept.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))).toBe(
        false,
      );
      const opened = await openPhoto(test.services.bodies.context, row);
      expect(METADATA_MARKS.filter((mark) => opened.includes(mark))).toEqual([]);
      const made = await sharp(opened).metadata();
      expect([made.format, made.chromaSubsampling, made.width, made.height]).toEqual([
        'jpeg',
        '4:4:4',
        row.width,
        row.height,
      ]);
    }
    expect(Math.max(rows[1]?.width ?? 0, rows[1]?.height ?? 0)).toBe(2048);
    expect(rows[1]?.nameHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['PNG', () => photo({ width: 480, height: 640, format: 'png' })],
    ['WebP', () => photo({ width: 480, height: 640, format: 'webp' })],
  ])('%s is taken, too', async (_what, make) => {
    expect((await sendPhotos(test, 'formats', { ...base(), front: await make() })).statusCode).toBe(202);
  });

  it('turns a photo upright by its EXIF', async () => {
    const turned = await photo({ width: 900, height: 640, orientation: 6 });
    const { avatarId } = (await sendPhotos(test, 'turned', { ...base(), front: turned })).json();
    const [row] = await photosOf(test.services.database.db, avatarId);
    expect([row?.width, row?.height]).toEqual([640, 900]);
  });

  it('keeps the focal length sealed, and consent that was stated', async () => {
    const bytes = await sharp(front)
      .withExif({ IFD2: { FocalLengthIn35mmFilm: '26' } })
      .jpeg()
      .toBuffer();
    const sent = { ...base(), front: bytes, consent: 'true' };
    const { avatarId } = (await sendPhotos(test, 'camera', sent)).json();
    const [row] = await photosOf(test.services.database.db, avatarId);
    if (!row) throw new Error('no photo');
    expect(row.consentGiven).toBe('stated');
    const { focalLength } = await openPhotoRecord(test.services.bodies.context, row);
    expect(focalLength).toBeCloseTo((26 / 43.27) * Math.hypot(480, 640), 3);
  });

  it.each([
    ['without height and sex', { height: '', sex: '' }],
    ['1.72 m', { height: '1.72', heightUnit: 'm' }],
    ['5\'7"', { height: '5\'7"', heightUnit: 'ft' }],
    ['67 in', { height: '67', heightUnit: 'in' }],
    ['67, imperial', { height: '67', unit: 'imperial', weight: '150' }],
    ['172,5', { height: '172,5' }],
  ])('takes a height: %s', async (_what, fields) => {
    const answer = await sendPhotos(test, 'heights', { ...base(), ...fields });
    expect([answer.statusCode, answer.json().code]).toEqual([202, undefined]);
    const { measurements } = (
      await test.call('heights', 'GET', `${AVATARS}/${answer.json().avatarId}/measurements?unit=metric`)
    ).json();
    const [low, high] = fields.height === '' ? [130, 210] : [165, 175];
    expect(measurements.height.value).toBeGreaterThan(low);
    expect(measurements.height.value).toBeLessThan(high);
  });
});

const bad: [string, () => Promise<PhotoFields> | PhotoFields, number, string][] = [
  ['a text file', () => ({ front: textAsJpg() }), 415, 'unsupported_image'],
  ['a GIF', async () => ({ front: await sharp(front).gif().toBuffer() }), 415, 'unsupported_image'],
  [
    'an AVIF',
    () => photo({ width: 480, height: 640, format: 'avif' }).then((f) => ({ front: f })),
    415,
    'unsupported_image',
  ],
  ['a thumbnail', async () => ({ front: await photo({ width: 400, height: 640 }) }), 422, 'photo_too_small'],
  ['a tiny HEIC', () => ({ front: tinyHeic() }), 422, 'photo_too_small'],
  [
    'too many bytes',
    () => ({ front: Buffer.concat([front, Buffer.alloc(2_000_000)]) }),
    413,
    'file_too_large',
  ],
  ['too many pixels', () => ({ front: pixelBombPng(11_000) }), 422, 'image_too_many_pixels'],
  ['a cut-off photo', () => ({ front: front.subarray(0, front.length / 2) }), 422, 'damaged_image'],
  ['an empty file', () => ({ front: Buffer.alloc(0) }), 400, 'empty_file'],
  ['text for a photo', () => ({ front: 'me.jpg' }), 400, 'missing_file'],
  ['a field nobody knows', () => ({ front, shoeSize: '42' }), 400, 'unexpected_field'],
  ['a file nobody knows', () => ({ front, above: front }), 400, 'unexpected_field'],
  ['no photo', () => ({}), 422, 'front_photo_missing'],
  ['a side without a front', () => ({ side: front }), 422, 'front_photo_missing'],
  ['consent refused', () => ({ front, consent: 'false' }), 422, 'consent_missing'],
  ['age 16', () => ({ front, age: '16' }), 422, 'adults_only'],
  ['age in words', () => ({ front, age: 'thirty' }), 422, 'invalid_value'],
  ['height 17', () => ({ front, height: '17' }), 422, 'impossible_body'],
  ['height 1720', () => ({ front, height: '1720' }), 422, 'impossible_body'],
  ['height 1720 cm', () => ({ front, height: '1720', heightUnit: 'cm' }), 422, 'impossible_body'],
  ['height -172', () => ({ front, height: '-172' }), 422, 'impossible_body'],
  ['height tall', () => ({ front, height: 'tall' }), 422, 'impossible_body'],
  ['an unknown unit', () => ({ front, heightUnit: 'cubits' }), 422, 'invalid_value'],
  ['customization that is no JSON', () => ({ front, customization: '{' }), 422, 'invalid_value'],
  ['an unknown colour', () => ({ front, customization: '{"skinTone":"green"}' }), 422, 'invalid_value'],
  ['a name of control characters', () => ({ front, name: 'a\u0007' }), 422, 'invalid_value'],
  ['an endless text', () => ({ front, name: 'x'.repeat(5_000) }), 422, 'invalid_value'],
];

describe('a photo of the back', () => {
  it('is checked and not kept: nothing is read from it', async () => {
    const answer = await sendPhotos(test, 'behind', { ...base(), back: front });
    expect([answer.statusCode, answer.json().notKept]).toEqual([202, ['back']]);
    const rows = await photosOf(test.services.database.db, answer.json().avatarId);
    expect(rows.map(({ type }) => type)).toEqual(['front']);
    const small = await sendPhotos(test, 'behind', {
      ...base(),
      back: await photo({ width: 400, height: 640 }),
    });
    expect([small.statusCode, small.json().code]).toEqual([422, 'photo_too_small']);
  });
});

describe('what is refused, and keeps nothing', () => {
  it.each(bad)('%s', async (_what, fields, status, code) => {
    const before = await photoObjects(test);
    const answer = await sendPhotos(test, 'bad', { name: 'Me', height: '172', ...(await fields()) });
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.json().detail).toMatch(/^.{10,}[.?]$/s);
    expect(await photoObjects(test)).toEqual(before);
    expect((await test.call('bad', 'GET', AVATARS)).json().pagination.total).toBe(0);
  });

  it('a height in another unit is told from one that cannot be', async () => {
    const answer = await sendPhotos(test, 'bad', { name: 'Me', front, height: '1720' });
    expect(answer.json().findings[0]).toMatchObject({ field: 'height', code: 'millimetres' });
  });

  it.each([
    [
      'a photo',
      [
        ['name', 'x'],
        ['front', 'A'],
        ['front', 'B'],
      ],
    ],
    [
      'a text',
      [
        ['name', 'x'],
        ['name', 'y'],
        ['front', 'A'],
      ],
    ],
  ] as const)('%s that is sent twice', async (_what, fields) => {
    const sent = fields.map(([field, value]) => [field, field === 'front' ? front : value] as const);
    const answer = await sendPhotos(test, 'bad', sent);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'repeated_field']);
  });

  it('photos without stated consent, where the operator wants it', async () => {
    const strict = await createTestBodies({ env: { LIKENESS_REQUIRE_CONSENT: 'on' } });
    try {
      expect((await sendPhotos(strict, 'a', base())).json().code).toBe('consent_missing');
      expect((await sendPhotos(strict, 'a', { ...base(), consent: 'true' })).statusCode).toBe(202);
      const wording = (await strict.call({}, 'GET', `${AVATARS}/photo-consent`)).json();
      expect(wording).toMatchObject({ required: true, keptDays: 0, text: expect.stringMatching(/once/) });
    } finally {
      await strict.close();
    }
  });
});

it('the same key and photos give the same avatar, other photos under it are refused', async () => {
  const key = { 'idempotency-key': 'photos-1' };
  const first = await sendPhotos(test, 'twice', base(), key);
  const again = await sendPhotos(test, 'twice', base(), key);
  expect([again.statusCode, again.headers['idempotency-replayed']]).toEqual([202, 'true']);
  expect(again.json()).toMatchObject({
    avatarId: first.json().avatarId,
    processingJobId: first.json().processingJobId,
  });
  const other = await sendPhotos(test, 'twice', { ...base(), front: await somePhoto(2) }, key);
  expect([other.statusCode, other.json().code]).toEqual([422, 'idempotency_key_reused']);
  expect((await test.call('twice', 'GET', AVATARS)).json().pagination.total).toBe(1);
});
