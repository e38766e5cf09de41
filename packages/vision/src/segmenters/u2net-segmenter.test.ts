import { describe, expect, it } from 'vitest';
import type { Photo, Pose } from '../types.ts';
import type { Network, Values } from './network.ts';
import { isU2net, u2netSegmenter } from './u2net-segmenter.ts';

/** Left half [100, 50, 0], right half [200, 150, 40]. */
const photo: Photo = {
  width: 16,
  height: 8,
  rgb: Uint8Array.from({ length: 16 * 8 * 3 }, (_, i) => {
    const right = Math.floor(i / 3) % 16 >= 8;
    return ([100, 50, 0][i % 3] as number) + (right ? ([100, 100, 40][i % 3] as number) : 0);
  }),
};
const nobody = { width: 1, height: 1, left: 0, top: 0, step: 1, probability: new Float32Array(1) };
const pose: Pose = { score: 1, landmarks: [], world: [], mask: nobody, others: 0 };

function network(
  answer: (picture: Values) => Values,
  input = [1, 3, 16, 16],
  output = [1, 1, 16, 16],
): Network {
  return {
    path: 'm.onnx',
    inputs: [{ name: 'x', shape: input }],
    outputs: [
      { name: 'd0', shape: output },
      { name: 'd1', shape: output },
    ],
    run: async ({ x }) => ({ d1: { data: new Float32Array(0), shape: [0] }, d0: answer(x as Values) }),
    close: async () => undefined,
  };
}

describe('u2netSegmenter', () => {
  it('hands over planes, divided by the brightest value and normalised', async () => {
    let seen: Values = { data: new Float32Array(0), shape: [] };
    const segmenter = u2netSegmenter(
      network((picture) => {
        seen = picture;
        return { data: picture.data.slice(0, 256), shape: [1, 1, 16, 16] };
      }),
    );
    const mask = await segmenter.segment(photo, pose);
    expect(mask).toMatchObject({ width: 16, height: 16, left: 0, top: -4, step: 1 });
    expect(seen.shape).toEqual([1, 3, 16, 16]);
    const [leftRed, rightRed] = [seen.data[128], seen.data[128 + 15]];
    expect(leftRed).toBeCloseTo((100 / 200 - 0.485) / 0.229, 5);
    expect(rightRed).toBeCloseTo((1 - 0.485) / 0.229, 5);
    expect(seen.data[256 + 128 + 15]).toBeCloseTo((150 / 200 - 0.456) / 0.224, 5);
    expect(seen.data[512 + 128]).toBeCloseTo((0 - 0.406) / 0.225, 5);
    // The answer, red here, stretched: nought on the left, one on the right.
    expect([mask.probability[128], mask.probability[128 + 15]]).toEqual([0, 1]);
  });

  it('shows nobody where the model sees no difference', async () => {
    const flat = network(() => ({ data: new Float32Array(256).fill(0.7), shape: [1, 1, 16, 16] }));
    expect(new Set((await u2netSegmenter(flat).segment(photo, pose)).probability)).toEqual(new Set([0]));
  });

  it('refuses a map of another size', async () => {
    const small = network(() => ({ data: new Float32Array(4), shape: [1, 1, 2, 2] }));
    await expect(u2netSegmenter(small).segment(photo, pose)).rejects.toMatchObject({
      code: 'invalid_model',
      message: expect.stringContaining('[1,1,2,2]'),
    });
  });
});

describe('isU2net', () => {
  const answer = (picture: Values): Values => picture;
  it.each([
    [[1, 3, 320, 320], [1, 1, 320, 320], true],
    [[1, 3, 1024, 1024], [1, 1024, 1024], true],
    [[1, 3, 1024, 1024], [1, 256, 64, 64], false],
    [[1, 320, 320, 3], [1, 1, 320, 320], false],
    [[2, 3, 320, 320], [2, 1, 320, 320], false],
    [[1, 3, 100_000, 320], [1, 1, 100_000, 320], false],
  ])('%j to %j: %s', (input, output, expected) => {
    expect(isU2net(network(answer, input, output))).toBe(expected);
  });
});
