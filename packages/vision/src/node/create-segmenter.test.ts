import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onnxModel } from '../testing/onnx-model.ts';
import { tinyDecoder, tinyEncoder, tinySaliency } from '../testing/tiny-models.ts';
import type { Photo, Pose, SoftMask } from '../types.ts';
import { createSegmenter } from './create-segmenter.ts';
import { loadOnnx } from './load-onnx.ts';

const WIDTH = 300;
const HEIGHT = 400;
/** Somebody bright, in pixels. */
const SOMEBODY = { left: 120, top: 60, right: 190, bottom: 330 };
const inside = (x: number, y: number): boolean =>
  x > SOMEBODY.left && x < SOMEBODY.right && y > SOMEBODY.top && y < SOMEBODY.bottom;

const photo: Photo = { width: WIDTH, height: HEIGHT, rgb: new Uint8Array(WIDTH * HEIGHT * 3) };
for (let i = 0; i < WIDTH * HEIGHT; i += 1) {
  const bright = inside((i % WIDTH) + 0.5, Math.floor(i / WIDTH) + 0.5);
  photo.rgb.fill(bright ? 230 : 20, i * 3, i * 3 + 3);
}

/** What the pose network would say: about right, and coarse. */
const mask: SoftMask = {
  width: 40,
  height: 40,
  left: -50,
  top: 0,
  step: 10,
  probability: Float32Array.from({ length: 1600 }, (_, i) =>
    inside(((i % 40) + 0.5) * 10 - 50, (Math.floor(i / 40) + 0.5) * 10) ? 0.9 : 0.01,
  ),
};
const pose: Pose = {
  score: 1,
  landmarks: Array.from({ length: 33 }, (_, i) => ({
    x: 155,
    y: 80 + i * 7,
    z: 0,
    visibility: 0.9,
    presence: 1,
  })),
  world: [],
  mask,
  others: 0,
};

/** Part of the pixels on which a mask and the truth agree. */
function right(found: SoftMask): number {
  let agreed = 0;
  for (let i = 0; i < WIDTH * HEIGHT; i += 1) {
    const [x, y] = [(i % WIDTH) + 0.5, Math.floor(i / WIDTH) + 0.5];
    const [u, v] = [Math.floor((x - found.left) / found.step), Math.floor((y - found.top) / found.step)];
    const within = u >= 0 && v >= 0 && u < found.width && v < found.height;
    const seen = within && (found.probability[v * found.width + u] as number) > 0.5;
    if (seen === inside(x, y)) agreed += 1;
  }
  return agreed / (WIDTH * HEIGHT);
}

// Whoever wants ONNX installs its runtime; the gate does.
const hasOnnx = await import('onnxruntime-node' as string).then(
  () => true,
  () => false,
);

let folder: string;
const write = async (name: string, bytes: Uint8Array): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};
const segment = async (spec: string): Promise<{ name: string; found: SoftMask }> => {
  const segmenter = await createSegmenter(spec);
  try {
    return { name: segmenter.name, found: await segmenter.segment(photo, pose) };
  } finally {
    await segmenter.close();
  }
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segmenters-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('createSegmenter', () => {
  it("takes the pose network's mask when nothing else is asked for", async () => {
    expect(await segment('mediapipe')).toEqual({ name: 'mediapipe', found: mask });
    expect((await createSegmenter()).name).toBe('mediapipe');
  });
});

describe.runIf(hasOnnx)('createSegmenter with ONNX', () => {
  it.each([
    ['of its own size', 64],
    ['of another size', 96],
    ['of any size', 'side'],
  ])('runs a model like U²-Net %s', async (_, side) => {
    const { name, found } = await segment(`onnx:${await write('u2net.onnx', tinySaliency({ side }))}`);
    expect(name).toBe('u2net');
    expect(found.width).toBe(typeof side === 'number' ? side : 320);
    expect(right(found)).toBeGreaterThan(0.96);
  });

  it.each(['planes', 'interleaved'] as const)(
    'runs models like SAM, %s, from a folder or by name',
    async (layout) => {
      const place = await mkdtemp(join(folder, 'sam-'));
      await writeFile(join(place, 'b.onnx'), tinyEncoder(layout));
      await writeFile(join(place, 'a.onnx'), tinyDecoder());
      const { name, found } = await segment(`onnx:${place}`);
      expect(name).toBe('sam');
      expect(Math.max(found.width, found.height)).toBe(1024);
      // Of three answers two are wrong; the cells of this encoder are a dozen pixels wide.
      expect(right(found)).toBeGreaterThan(0.96);
      const again = await segment(`onnx:${join(place, 'b.onnx')},${join(place, 'a.onnx')}`);
      expect(again.found).toEqual(found);
    },
  );

  it('says what it expected of a model of another kind', async () => {
    const grey = await write('grey.onnx', tinySaliency({ planes: 1 }));
    await expect(createSegmenter(`onnx:${grey}`)).rejects.toMatchObject({
      code: 'invalid_model',
      message: expect.stringMatching(/grey\.onnx takes input\.1 \[1,1,64,64\]\. Expected is U²-Net/),
    });
    const encoder = await write('encoder.onnx', tinyEncoder('planes'));
    await expect(createSegmenter(`onnx:${encoder}`)).rejects.toMatchObject({ code: 'invalid_model' });
    await expect(createSegmenter(`onnx:${encoder},${grey}`)).rejects.toMatchObject({ code: 'invalid_model' });
  });

  it('refuses a decoder that answers otherwise than it should', async () => {
    const encoder = await write('encoder.onnx', tinyEncoder('planes'));
    const inputs = [
      { name: 'image_embeddings', shape: [1, 3, 64, 64] },
      { name: 'point_coords', shape: [1, 'n', 2] },
      { name: 'point_labels', shape: [1, 'n'] },
      { name: 'mask_input', shape: [1, 1, 256, 256] },
      { name: 'has_mask_input', shape: [1] },
      { name: 'orig_im_size', shape: [2] },
    ];
    const odd = onnxModel({
      inputs,
      outputs: [{ name: 'masks', shape: [1, 3, 64, 64] }],
      nodes: [{ op: 'Identity', inputs: ['image_embeddings'], outputs: ['masks'] }],
    });
    const decoder = await write('odd.onnx', odd);
    await expect(segment(`onnx:${encoder},${decoder}`)).rejects.toMatchObject({
      code: 'invalid_model',
      message: expect.stringContaining('odd.onnx does not answer as SAM does'),
    });
  });

  it('refuses what is no model, a place without one, and a name that it does not know', async () => {
    const text = await write('text.onnx', Buffer.from('not a model'));
    for (const spec of [`onnx:${text}`, `onnx:${join(folder, 'missing.onnx')}`, 'onnx:', 'magic']) {
      await expect(createSegmenter(spec)).rejects.toMatchObject({
        name: 'VisionError',
        code: 'invalid_model',
      });
    }
    await expect(createSegmenter(`onnx:${await mkdtemp(join(folder, 'empty-'))}`)).rejects.toMatchObject({
      code: 'invalid_model',
      message: expect.stringContaining('holds 0 models'),
    });
  });
});

describe('loadOnnx', () => {
  it('says what to install when the runtime is missing', async () => {
    const path = await write('u2net.onnx', tinySaliency());
    await expect(loadOnnx(path, () => import('a-package-that-is-not-there' as string))).rejects.toMatchObject(
      {
        code: 'engine_missing',
        message: expect.stringContaining('npm install onnxruntime-node'),
      },
    );
  });

  it.runIf(hasOnnx)('tells shapes, and fails with its own error', async () => {
    const network = await loadOnnx(await write('any.onnx', tinySaliency({ side: 'side' })));
    expect(network.inputs).toEqual([{ name: 'input.1', shape: [1, 3, null, null] }]);
    expect(network.outputs.map(({ name }) => name)).toEqual(['d0', 'd1', 'd2', 'd3', 'd4', 'd5', 'd6']);
    const wrong = { 'input.1': { data: new Float32Array(4), shape: [1, 1, 2, 2] } };
    await expect(network.run(wrong)).rejects.toMatchObject({ code: 'engine_failed' });
    await network.close();
  });
});
