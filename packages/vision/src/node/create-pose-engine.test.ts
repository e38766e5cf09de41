import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { photo as clouds } from '@likeness/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DrawnPhoto } from '../demo/draw-photo.ts';
import { drawHostile } from '../demo/hostile/draw-hostile.ts';
import { averageSitter, drawAverage } from '../testing/drawn-people.ts';
import type { Photo, Pose, PoseEngine } from '../types.ts';
import { createPoseEngine } from './create-pose-engine.ts';
import { decodePhoto } from './decode-photo.ts';

/** Bones whose joints lie near landmarks, though not on them. */
const JOINTS = {
  LeftArm: 11,
  RightArm: 12,
  LeftForeArm: 13,
  RightForeArm: 14,
  LeftHand: 15,
  RightHand: 16,
  LeftUpLeg: 23,
  RightUpLeg: 24,
  LeftLeg: 25,
  RightLeg: 26,
  LeftFoot: 27,
  RightFoot: 28,
};

const plain = (width: number, height: number, value = 128): Photo => ({
  width,
  height,
  rgb: new Uint8Array(width * height * 3).fill(value),
});

/** Lays a photo into a larger, grey one. */
function laid(photo: Photo, width: number, height: number, left: number, top: number): Photo {
  const large = plain(width, height);
  for (let y = 0; y < photo.height; y += 1) {
    const row = photo.rgb.subarray(y * photo.width * 3, (y + 1) * photo.width * 3);
    large.rgb.set(row, ((y + top) * width + left) * 3);
  }
  return large;
}

/** Rows from the crown to the soles. */
function bodyHeight({ coverage, photo }: DrawnPhoto): number {
  const row = (i: number): number => Math.floor(i / photo.width);
  return row(coverage.findLastIndex((c) => c > 127)) - row(coverage.findIndex((c) => c > 127));
}

/** Of what the mask and the truth cover together, the part that both cover. */
function agreement({ mask }: Pose, { photo, coverage }: DrawnPhoto): number {
  let both = 0;
  let either = 0;
  for (let i = 0; i < coverage.length; i += 1) {
    const u = Math.floor(((i % photo.width) + 0.5 - mask.left) / mask.step);
    const v = Math.floor((Math.floor(i / photo.width) + 0.5 - mask.top) / mask.step);
    const seen = (mask.probability[v * mask.width + u] ?? 0) > 0.5;
    const real = (coverage[i] as number) > 127;
    if (seen && real) both += 1;
    if (seen || real) either += 1;
  }
  return both / either;
}

let globals: string[];
let engine: PoseEngine;
let front: DrawnPhoto;
const detect = async (photo: Photo): Promise<Pose> => {
  const pose = await engine.detect(photo);
  if (pose === null) throw new Error('nobody was found');
  return pose;
};

beforeAll(async () => {
  globals = Object.getOwnPropertyNames(globalThis);
  engine = await createPoseEngine({ model: 'full' });
  front = await drawAverage('female');
});
afterAll(() => engine.close());

describe('createPoseEngine', () => {
  it('leaves no trace of a browser in the process', () => {
    expect(Object.getOwnPropertyNames(globalThis)).toEqual(globals);
  });

  it.each(['lite', 'full', 'heavy'] as const)(
    'places landmarks and the mask on a body (%s)',
    async (model) => {
      const own = await createPoseEngine({ model });
      const pose = await own.detect(front.photo);
      await own.close();
      if (pose === null) throw new Error('nobody was found');
      expect(pose.score).toBeGreaterThan(0.99);
      expect(pose.others).toBe(0);
      expect(pose.landmarks).toHaveLength(33);
      expect(pose.world).toHaveLength(33);
      const height = bodyHeight(front);
      for (const [bone, i] of Object.entries(JOINTS)) {
        const [landmark, joint] = [pose.landmarks[i], front.joints[bone]];
        if (!landmark || !joint) throw new Error(`${bone} is missing`);
        expect(Math.hypot(landmark.x - joint.x, landmark.y - joint.y) / height).toBeLessThan(0.04);
        expect(landmark.visibility).toBeGreaterThan(0.5);
      }
      expect(agreement(pose, front)).toBeGreaterThan(0.93);
      // The ankles lie some 80 cm below the hips.
      expect(pose.world[27]?.y).toBeGreaterThan(0.6);
      expect(pose.world[27]?.y).toBeLessThan(1);
    },
  );

  it('sees the far arm hidden in profile, and which way the person looks', async () => {
    const side = await drawAverage('male', { kind: 'side' });
    const pose = await detect(side.photo);
    const [near, far] = [pose.landmarks[13]?.visibility ?? 0, pose.landmarks[14]?.visibility ?? 1];
    expect(Math.max(near, far)).toBeGreaterThan(0.9);
    expect(Math.min(near, far)).toBeLessThan(0.2);
    expect(agreement(pose, side)).toBeGreaterThan(0.9);
  });

  it('looks from nearer where it sees nobody at first: somebody in profile, 6 m away', async () => {
    const camera = { distance: 6, height: 1.2, pitch: 0.05, focalLength35: 26 };
    const { photo } = await drawAverage('female', { kind: 'side', camera });
    expect(await engine.detect(photo)).not.toBeNull();
  });

  it('moves with the photo, wherever the person stands in it', async () => {
    const pose = await detect(front.photo);
    const moved = await detect(laid(front.photo, 1000, 700, 450, 37));
    const height = bodyHeight(front);
    pose.landmarks.forEach((one, i) => {
      const other = moved.landmarks[i] ?? one;
      expect(Math.hypot(other.x - 450 - one.x, other.y - 37 - one.y) / height).toBeLessThan(0.025);
    });
  });

  it('finds nobody where nobody is', async () => {
    const empty = [plain(300, 400, 0), plain(300, 400), await decodePhoto(await clouds({ seed: 4 }))];
    for (const photo of empty) expect(await engine.detect(photo)).toBeNull();
  });

  it.each(['lite', 'heavy'] as const)('takes no animal and no coat for a person (%s)', async (model) => {
    const own = await createPoseEngine({ model });
    for (const name of ['landscape', 'cat', 'dog', 'coat-stand'] as const) {
      const request = { sitter: averageSitter('female'), width: 480, height: 640, seed: 3 };
      const { photo } = await drawHostile(name, request);
      expect(await own.detect(photo), name).toBeNull();
    }
    await own.close();
  });

  it('takes pictures of any shape', async () => {
    for (const [width, height] of [
      [1, 1],
      [3, 900],
      [900, 2],
    ] as const) {
      expect(await engine.detect(plain(width, height))).toBeNull();
    }
  });

  it('counts others of half the size, and leaves out those who are far away', async () => {
    const other = averageSitter('male');
    const beside = await drawAverage('female', {
      width: 800,
      others: [{ ...other, stance: { aside: 1.2 } }],
    });
    expect((await detect(beside.photo)).others).toBe(1);
    for (const [size, others] of [
      [0.6, 1],
      [0.25, 0],
    ] as const) {
      const [width, height] = [size * 480, size * 640];
      const { photo } = await drawAverage('male', { width, height });
      const scene = laid(front.photo, 800, 640, 0, 0);
      for (let y = 0; y < height; y += 1) {
        const row = photo.rgb.subarray(y * width * 3, (y + 1) * width * 3);
        scene.rgb.set(row, ((y + 200) * 800 + 500) * 3);
      }
      expect((await detect(scene)).others).toBe(others);
    }
  });

  it('answers calls that are made at once, in turn', async () => {
    const [one, none, two] = await Promise.all([
      engine.detect(front.photo),
      engine.detect(plain(64, 64)),
      engine.detect(front.photo),
    ]);
    expect(none).toBeNull();
    expect(two).toEqual(one);
  });

  it('works in two threads at once, with the same answer', async () => {
    const url = new URL('../testing/pose-thread.js', import.meta.url);
    const threads = [1, 2].map(() => {
      const { port1, port2 } = new MessageChannel();
      const workerData = { model: 'full', photo: front.photo, port: port2 };
      const thread = new Worker(url, {
        execArgv: ['--conditions=source'],
        workerData,
        transferList: [port2],
      });
      return { thread, port: port1 };
    });
    try {
      await Promise.all(threads.map(({ port }) => once(port, 'message')));
      const answers = threads.map(({ port }) => once(port, 'message'));
      for (const { port } of threads) port.postMessage('go');
      const pose = await detect(front.photo);
      for (const [answer] of await Promise.all(answers)) expect(answer).toEqual(pose);
    } finally {
      await Promise.all(threads.map(({ thread }) => thread.terminate()));
    }
  });
});
