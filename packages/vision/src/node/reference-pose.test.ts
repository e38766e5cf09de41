import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import type { DrawnPhoto } from '../demo/draw-photo.ts';
import { drawAverage } from '../testing/drawn-people.ts';
import { createPoseEngine } from './create-pose-engine.ts';

/** Of the body's height. */
const TOLERANCE = 0.02;
const SEEN = 0.5;

/**
 * A Python that has MediaPipe; when it is named it must have it. To get one:
 * `python3 -m venv reference && reference/bin/pip install mediapipe==0.10.14`, which needs Python 3.9 to 3.12.
 */
const named = process.env.LIKENESS_REFERENCE_PYTHON;
const python = named ?? 'python3';
const { status, stderr } = spawnSync(python, ['-c', 'import mediapipe; mediapipe.solutions.pose.Pose'], {
  encoding: 'utf8',
});
const missing = status !== 0 && named === undefined;
if (missing) {
  const reason = stderr?.trim().split('\n').at(-1) ?? 'there is no python3';
  console.warn(`NOT COMPARED with MediaPipe's Python reference: ${reason}. See reference-pose.test.ts.`);
}

const script = fileURLToPath(new URL('../testing/reference_pose.py', import.meta.url));
let folder: string | undefined;
afterAll(async () => {
  if (folder !== undefined) await rm(folder, { recursive: true });
});

/** x, y and visibility of each landmark of each picture. */
async function referenceOf(drawn: readonly DrawnPhoto[]): Promise<[number, number, number][][]> {
  const place = await mkdtemp(join(tmpdir(), 'reference-'));
  folder = place;
  const pictures = await Promise.all(
    drawn.map(async ({ photo }, i) => {
      const path = join(place, `${i}.rgb`);
      await writeFile(path, photo.rgb);
      return [path, String(photo.width), String(photo.height)];
    }),
  );
  const { stdout } = await promisify(execFile)(python, [script, ...pictures.flat()]);
  return JSON.parse(stdout) as [number, number, number][][];
}

function bodyHeight({ coverage, photo }: DrawnPhoto): number {
  const row = (i: number): number => Math.floor(i / photo.width);
  return row(coverage.findLastIndex((c) => c > 127)) - row(coverage.findIndex((c) => c > 127));
}

it.skipIf(missing)("agrees with MediaPipe's Python reference within 2 % of the body's height", async () => {
  const drawn = [
    await drawAverage('female'),
    await drawAverage('male', { kind: 'side' }),
    await drawAverage('male', { backdrop: { kind: 'busy', seed: 5 } }),
    await drawAverage('female', { kind: 'side', backdrop: { kind: 'busy', seed: 8 } }),
    await drawAverage('female', { kind: 'back', stance: { arms: 0.9 } }),
  ];
  const references = await referenceOf(drawn);
  const engine = await createPoseEngine({ model: 'full' });
  for (const [i, one] of drawn.entries()) {
    const pose = await engine.detect(one.photo);
    const reference = references[i] ?? [];
    expect([pose?.landmarks.length, reference.length]).toEqual([33, 33]);
    const seen = reference.flatMap(([x, y, visibility], k) => {
      const landmark = pose?.landmarks[k];
      if (landmark === undefined || visibility < SEEN || landmark.visibility < SEEN) return [];
      return [{ k, away: Math.hypot(landmark.x - x, landmark.y - y) / bodyHeight(one) }];
    });
    expect(seen.length).toBeGreaterThan(20);
    for (const { k, away } of seen) expect(away, `landmark ${k} of picture ${i}`).toBeLessThan(TOLERANCE);
    console.info(
      `picture ${i}: ${seen.length} landmarks, the farthest ${(100 * Math.max(...seen.map(({ away }) => away))).toFixed(2)} % away`,
    );
  }
  await engine.close();
});
