import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBody, openEdges, secondTape, validateGlb } from '@likeness/test-kit/bodies';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { environment, likeness } from './harness/server.ts';

const WOMAN = ['--height', '168', '--chest', '92', '--waist', '74', '--hip', '99', '--sex', 'female'];
const WANTED = { height: 168, chest: 92, waist: 74, hip: 99 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-body-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** With a data directory that must not come to be. */
const body = (...args: string[]) => likeness(['body', ...args], environment(join(folder, 'data')));

async function made(name: string, ...args: string[]): Promise<Uint8Array> {
  const file = join(folder, name);
  const run = await body(...args, '-o', file);
  expect([run.code, run.stderr]).toEqual([0, '']);
  return new Uint8Array(await readFile(file));
}

test.each(['meshopt', 'draco', 'none'])(
  'a body with %s pleases the validator and measures as asked',
  async (name) => {
    const glb = await made(`${name}.glb`, ...WOMAN, '--compression', name);
    expect((await validateGlb(glb)).messages).toEqual([]);
    const opened = await openBody(glb);
    expect(openEdges(opened)).toBe(0);
    const tape = secondTape(opened);
    for (const [key, cm] of Object.entries(WANTED)) {
      expect([key, Math.abs((tape[key] ?? 0) - cm) <= 0.1, tape[key]]).toEqual([key, true, tape[key]]);
    }
    expect(opened.measurements.chest).toMatchObject({ cm: 92, source: 'measured' });
    expect(opened.measurements.thigh).toMatchObject({ source: 'inferred' });
  },
);

test('inches and names of columns make the same body, and no run makes a data directory', async () => {
  // Two with their unit, two plain.
  const inches = [168, 92, 74, 99].map((cm, at) => `${cm / 2.54}${at < 2 ? ' in' : ''}`);
  const [height = '', chest = '', waist = '', hip = ''] = inches;
  const columns = ['--height', height, '--chest_circumference', chest, '--waistCircumference', waist];
  const imperial = await made('in.glb', '--unit', 'imperial', ...columns, '--hip', hip, '--sex', 'female');
  const plain = secondTape(await openBody(await made('cm.glb', ...WOMAN)));
  const other = secondTape(await openBody(imperial));
  for (const [key, cm] of Object.entries(plain))
    expect([key, other[key]]).toEqual([key, expect.closeTo(cm, 1)]);
  expect(existsSync(join(folder, 'data'))).toBe(false);
});

test('levels, the T-pose and morph targets', async () => {
  const small = await made('small.glb', ...WOMAN, '--lod', '2', '--pose', 't', '--morphs', 'heavy,slim');
  expect((await validateGlb(small)).messages).toEqual([]);
  const opened = await openBody(small);
  expect(opened.targetNames).toEqual(['heavy', 'slim']);
  const [tip, shoulder] = [opened.landmarks.get('fingertipLeft'), opened.joints.get('LeftArm')];
  expect(Math.abs((tip?.[1] ?? 0) - (shoulder?.[1] ?? 9))).toBeLessThan(0.03);
});

test('the table tells what was given and inferred, how sure, and what the mesh shows', async () => {
  const { code, stdout, stderr } = await body(...WOMAN);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^Chest or bust\s+92\.0\s+\d\.\d\s+\d\.\d\s+given\s+92\.0\s+0\.00$/m);
  expect(stdout).toMatch(/^Thigh\s+\d\d\.\d\s+\d\.\d\s+\d\.\d\s+inferred\s+\d\d\.\d\s+-?\d\.\d\d$/m);
  expect(stdout).toMatch(/^Body type\s+\w+ \d+ %/m);
  expect(stdout).toMatch(/^Weight\s+\d\d\.\d kg \(± \d\.\d kg\), inferred/m);
  expect(stdout).toMatch(/every given measure is met/);
});

test('as JSON', async () => {
  const { stdout } = await body(...WOMAN, '--weight', '64', '--json');
  const answer = JSON.parse(stdout);
  expect(answer.findings).toEqual([]);
  expect(answer.body.measurements.hip).toMatchObject({
    cm: 99,
    source: 'measured',
    off: expect.closeTo(0, 1),
  });
  expect(answer.body.weight).toMatchObject({ kg: 64, source: 'measured' });
  const total = Object.values<number>(answer.body.bodyType.probabilities).reduce((sum, p) => sum + p, 0);
  expect(total).toBeCloseTo(1, 6);
});

test('a picture: four views side by side, or one, in the colours asked for', async () => {
  const file = join(folder, 'body.png');
  const colours = ['--skin-tone', '#804020', '--undersuit-colour', '0,200,0'];
  expect((await body(...WOMAN, '--render', file, '--size', '200', ...colours)).code).toBe(0);
  expect(await sharp(file).metadata()).toMatchObject({ format: 'png', width: 600, height: 200 });
  expect((await body(...WOMAN, '--render', file, '--size', '200', '--angle', 'front', ...colours)).code).toBe(
    0,
  );
  expect(await sharp(file).metadata()).toMatchObject({ width: 150, height: 200 });
  const middle = await sharp(file).extract({ left: 73, top: 80, width: 4, height: 4 }).raw().toBuffer();
  expect(middle[1]).toBeGreaterThan(2 * (middle[0] ?? 255));
});

test('one measurement is enough, and is said to be little', async () => {
  const { code, stderr } = await body('--height', '181', '--sex', 'male');
  expect(code).toBe(0);
  expect(stderr).toMatch(/^likeness body: Only one measurement was given.*intervals\.\n$/);
});

describe('what cannot be: exit code 2, a sentence, no file', () => {
  test.each([
    [['--height', '-168'], /height must be above 0/],
    [['--height', 'NaN'], /height must be a number/],
    [['--chest', 'wide'], /chest must be a number/],
    [['--height', '1e9'], /between 120 cm and 230 cm/],
    [['--height', '66', '--chest', '92'], /looks like inches, that is 167\.6 cm/],
    [['--chest', '90', '--neck', '60'], /Neck 60 cm with chest or bust 90 cm is not possible/],
    [['--bust', '90', '--chest', '91'], /mean the same measurement/],
    [['--chest', '90', '--chest', '91'], /given twice/],
    [['--chset', '90'], /unknown option '--chset'/],
    [['--height', '170', '--weight', '0'], /weight must be above 0/],
    [['--height', '170', '--age', '15'], /adults only/],
    [['--height', '170', '--sex', 'other'], /Allowed choices are female, male/],
    [['--height', '170', '--skin-tone', 'red'], /Use a colour/],
    [['--height', '170', '--morphs', 'wings'], /There is no shape "wings"/],
    [['--height', '170', '175'], /too many arguments/],
    [[], /at least one measurement/],
  ] as const)('%j', async (args, sentence) => {
    const before = await readdir(folder);
    const { code, stdout, stderr } = await body(...args, '-o', join(folder, 'never.glb'));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(await readdir(folder)).toEqual(before);
  });
});

test('a folder that is not there: exit code 1 and the reason', async () => {
  const { code, stderr } = await body(...WOMAN, '-o', join(folder, 'none', 'body.glb'));
  expect(code).toBe(1);
  expect(stderr).toMatch(/could not be written \(ENOENT\)/);
});
