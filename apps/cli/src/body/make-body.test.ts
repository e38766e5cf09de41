import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBody } from './make-body.ts';
import { STEPS } from './photo-progress.ts';

const HIDE_CURSOR = '\u001B[?25l';
const SHOW_CURSOR = '\u001B[?25h';
const DEFAULTS = { poseModel: 'lite', segmenter: 'mediapipe' } as const;

let folder: string;
let front: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-make-'));
  front = join(folder, 'front.jpg');
  await writeFile(front, 'no picture');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function terminal() {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  return {
    stream: stream as unknown as NodeJS.WriteStream,
    written: (): string => String(stream.read() ?? ''),
  };
}

describe('makeBody', () => {
  it('draws no bar for what comes from a tape measure', async () => {
    const { stream, written } = terminal();
    const made = await makeBody(DEFAULTS, { sex: 'female', measurements: { height: 168 } }, stream);
    expect(made).toMatchObject({ body: { sex: 'female' } });
    expect(written()).toBe('');
  });

  it('gives the cursor back when a photo cannot be read', async () => {
    const { stream, written } = terminal();
    const made = await makeBody({ ...DEFAULTS, front }, { measurements: {} }, stream);
    expect(made).toMatchObject({ givenWrong: true });
    expectBarGone(written());
  });

  it('gives the cursor back after a failure that nobody foresaw', async () => {
    const { stream, written } = terminal();
    const options = { ...DEFAULTS, segmenter: 5 as unknown as string, front };
    await expect(makeBody(options, { measurements: {} }, stream)).rejects.toThrow(TypeError);
    expectBarGone(written());
  });
});

function expectBarGone(written: string): void {
  expect(written).toContain(STEPS.models[1]);
  expect(written.indexOf(HIDE_CURSOR)).toBeGreaterThanOrEqual(0);
  expect(written.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(written.lastIndexOf(HIDE_CURSOR));
}
