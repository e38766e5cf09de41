import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tinyHeic } from '@likeness/test-kit';
import { openBody, secondTape, validateGlb } from '@likeness/test-kit/bodies';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { environment, likeness } from './harness/server.ts';

let folder: string;
let truth: { sex: string; measurements: Record<string, number> };
const file = (name: string) => join(folder, name);
const run = (...args: string[]) => likeness(args, environment(file('data')));
const body = (...args: string[]) => run('body', ...args);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-photos-'));
  const drawn = await run('demo-photos', folder, '--size', '1600');
  expect([drawn.code, drawn.stderr]).toEqual([0, '']);
  truth = JSON.parse(await readFile(file('truth.json'), 'utf8'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const PHOTOS = () => ['--front', file('front.jpg'), '--side', file('side.jpg')];
const PERSON = () => ['--height', String(truth.measurements.height), '--sex', truth.sex];
const cm = (key: string) => truth.measurements[key] ?? Number.NaN;

test('two photos and a height: a body near the truth, a table, and what was seen', async () => {
  const [glb, overlay] = [file('me.glb'), file('seen.png')];
  const { code, stdout, stderr } = await body(...PHOTOS(), ...PERSON(), '-o', glb, '--overlay', overlay);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^Height\s+\d{3}\.\d\s+\d\.\d\s+\d\.\d\s+given/m);
  expect(stdout).toMatch(/^Hip\s+\d{2,3}\.\d\s+\d\.\d\s+\d\.\d\s+photo\s+\d{2,3}\.\d\s+-?0\.00$/m);
  const bytes = new Uint8Array(await readFile(glb));
  expect((await validateGlb(bytes)).messages).toEqual([]);
  const opened = await openBody(bytes);
  expect(opened.measurements.hip).toMatchObject({ source: 'photo' });
  const tape = secondTape(opened);
  for (const key of ['chest', 'waist', 'hip']) {
    expect([key, tape[key] ?? 0]).toEqual([key, expect.closeTo(cm(key), -0.7)]);
  }
  expect(await sharp(overlay).metadata()).toMatchObject({ format: 'png', width: 1920, height: 1280 });
  expect(existsSync(file('data'))).toBe(false);
});

test('what is given as a number is met, whatever the photo shows; height and sex may be left out', async () => {
  const { code, stdout } = await body('--front', file('front.jpg'), '--waist', '80', '--json');
  expect(code).toBe(0);
  const told = JSON.parse(stdout);
  expect(told.body.measurements.waist).toMatchObject({ cm: 80, source: 'measured' });
  expect(told.body.measurements.hip.source).toBe('photo');
  expect(told.photoFindings).toEqual([]);
  expect(told.photos).toEqual([
    expect.objectContaining({
      kind: 'front',
      camera: expect.objectContaining({ focalLength: expect.any(Number) }),
    }),
  ]);
  const { distance } = told.photos[0].camera;
  expect([distance > 1.9, distance < 3.2]).toEqual([true, true]);
});

test.each([6, 8])('a photo that EXIF turns (%i) is the same body', async (orientation) => {
  // What a phone does: the pixels lie, and a number says how.
  const turned = await sharp(file('front.jpg'))
    .rotate(orientation === 6 ? 270 : 90)
    .keepExif()
    .withMetadata({ orientation })
    .jpeg({ quality: 95 })
    .toBuffer();
  await writeFile(file(`turned-${orientation}.jpg`), turned);
  const upright = await body('--front', file('front.jpg'), ...PERSON(), '--json');
  const other = await body('--front', file(`turned-${orientation}.jpg`), ...PERSON(), '--json');
  expect([upright.code, other.code]).toEqual([0, 0]);
  const hip = (stdout: string) => JSON.parse(stdout).body.measurements.hip.cm;
  expect(Math.abs(hip(upright.stdout) - hip(other.stdout))).toBeLessThan(2);
});

describe('what cannot be read: exit code 2, the code and what to do, no body', () => {
  beforeAll(async () => {
    await writeFile(file('notes.jpg'), 'Dear diary');
    const blank = { create: { width: 900, height: 1200, channels: 3, background: '#000' } } as const;
    await sharp(blank).jpeg().toFile(file('black.jpg'));
    const sky = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="900"><defs><linearGradient id="s" x2="0" y2="1"><stop stop-color="#48c"/><stop offset="1" stop-color="#eef"/></linearGradient></defs><rect width="1200" height="900" fill="url(#s)"/><path d="M0 900V600L300 350 620 640 820 450 1200 700V900Z" fill="#364"/></svg>',
    );
    await writeFile(file('chart.jpg'), tinyHeic());
    await sharp(sky).jpeg().toFile(file('landscape.jpg'));
    await sharp(file('front.jpg')).resize({ height: 200 }).jpeg().toFile(file('thumbnail.jpg'));
    const { width = 0, height = 0 } = await sharp(file('front.jpg')).metadata();
    await sharp(file('front.jpg'))
      .extract({ left: 0, top: 0, width, height: Math.round(height * 0.55) })
      .jpeg()
      .toFile(file('cut.jpg'));
    await sharp(file('front.jpg')).rotate(90).jpeg().toFile(file('lying.jpg'));
    await writeFile(file('half.jpg'), (await readFile(file('front.jpg'))).subarray(0, 20_000));
  });

  test.each([
    [['--front', 'notes.jpg'], /--front .*notes\.jpg: This is text, not a picture/],
    [['--front', 'half.jpg'], /--front .*half\.jpg: The picture is damaged/],
    [['--front', 'front.jpg', '--side', 'notes.jpg'], /--side .*notes\.jpg: This is text/],
    [['--front', 'none.jpg'], /--front .*none\.jpg could not be read \(ENOENT\)/],
    [['--front', '.'], /is no file/],
    [['--side', 'side.jpg'], /needs one from the front/],
    [['--front', 'landscape.jpg'], /front: .* \(nobody_found\)/],
    // HEIC, whatever its name says; it shows a chart.
    [['--front', 'chart.jpg'], /front: .* \(nobody_found\)/],
    [['--front', 'black.jpg'], /front: .* \((nobody_found|too_dark)\)/],
    [['--front', 'thumbnail.jpg'], /front: .* \(too_small\)/],
    [['--front', 'cut.jpg'], /front: .* \(body_cut_off\)/],
    [['--front', 'lying.jpg'], /front: .* \((not_upright|nobody_found)\)/],
    [['--front', 'side.jpg'], /front: .* \(not_facing\)/],
    [['--front', 'front.jpg', '--side', 'front.jpg'], /side: .* \(same_photo_twice\)/],
    [['--front', 'front.jpg', '--height', '17'], /between 120 cm and 230 cm/],
    [['--front', 'front.jpg', '--height', '1720'], /looks like millimetres/],
    [['--front', 'front.jpg', '--pose-model', 'huge'], /Allowed choices are lite, full, heavy/],
    [['--front', 'front.jpg', '--segmenter', 'onnx:none.onnx'], /none\.onnx/],
  ] as const)('%j', async (args, sentence) => {
    const before = await readdir(folder);
    const places = args.map((arg) => (arg.endsWith('.jpg') || arg === '.' ? file(arg) : arg));
    const { code, stdout, stderr } = await body(...places, '-o', file('never.glb'));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(await readdir(folder)).toEqual(before);
  });

  test('the overlay and the JSON tell of refused photos, too', async () => {
    const overlay = file('refused.png');
    const { code, stdout } = await body(
      '--front',
      file('front.jpg'),
      '--side',
      file('front.jpg'),
      '--overlay',
      overlay,
      '--json',
    );
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      body: null,
      photoFindings: expect.arrayContaining([
        expect.objectContaining({ photo: 'side', code: 'same_photo_twice', severity: 'error' }),
      ]),
    });
    expect(await sharp(overlay).metadata()).toMatchObject({ format: 'png' });
  });
});

test('demo photos are not written over files that are there, unless asked to', async () => {
  const again = await run('demo-photos', folder, '--size', '640');
  expect([again.code, again.stderr]).toEqual([1, expect.stringMatching(/front\.jpg is there already/)]);
  expect((await run('demo-photos', join(folder, 'new'), '--size', '640')).code).toBe(0);
  expect((await readdir(join(folder, 'new'))).sort()).toEqual(['front.jpg', 'side.jpg', 'truth.json']);
});
