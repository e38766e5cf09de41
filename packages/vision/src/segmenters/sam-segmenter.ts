import { VisionError } from '../errors.ts';
import { type Grid, sampleGrid } from '../pose/sample-crop.ts';
import type { Photo, Pose, Segmenter } from '../types.ts';
import type { Network, Port, Values } from './network.ts';
import { type Box, personBox } from './person-box.ts';
import { promptPoints } from './prompt-points.ts';

const SIDE = 1024;
/** Of colours from 0 to 255. */
const MEAN = [123.675, 116.28, 103.53] as const;
const DEVIATION = [58.395, 57.12, 57.375] as const;
const DECODER_INPUTS = [
  'image_embeddings',
  'point_coords',
  'point_labels',
  'mask_input',
  'has_mask_input',
  'orig_im_size',
] as const;
/** Labels of points. */
const [OUTSIDE, INSIDE, PADDING] = [0, 1, -1] as const;
const MASK_INPUT = 256;

/** Whether a model has the inputs of SAM's decoder. */
export function isSamDecoder({ inputs }: Network): boolean {
  return DECODER_INPUTS.every((wanted) => inputs.some(({ name }) => name === wanted));
}

/** Whether a model has the input of SAM's encoder: one picture of 1024, colours as planes or interleaved. */
export function isSamEncoder({ inputs }: Network): boolean {
  const [input] = inputs;
  return inputs.length === 1 && input !== undefined && layoutOf(input) !== null;
}

/**
 * Segment Anything as an encoder and a decoder, exported as its own script `export_onnx_model.py` does; the encoder
 * takes either normalised planes, padded to 1024, or (samexporter) interleaved colours from 0 to 255. Prompted with
 * landmarks; of several answers the one is taken that agrees best with the pose network's mask, since a point on a
 * shirt may mean the shirt. Published as https://github.com/facebookresearch/segment-anything (Kirillov et al. 2023).
 */
export function samSegmenter(encoder: Network, decoder: Network): Segmenter {
  const [input] = encoder.inputs;
  const layout = input && layoutOf(input);
  if (!input || !layout) throw new Error('not a model of this kind');
  return {
    name: 'sam',
    async segment(photo, pose) {
      const box = personBox(photo, pose.mask);
      const grid = gridOver(box);
      const encoded = await encoder.run({ [input.name]: layout(photo, grid) });
      const embeddings = encoded[encoder.outputs[0]?.name ?? ''];
      if (embeddings === undefined) throw unlike(encoder, 'an output with embeddings');
      const answer = await decoder.run({ image_embeddings: embeddings, ...prompt(photo, pose, box, grid) });
      const masks = answer.masks ?? answer[decoder.outputs[0]?.name ?? ''];
      const cells = grid.width * grid.height;
      if (masks === undefined || masks.data.length === 0 || masks.data.length % cells !== 0) {
        throw unlike(decoder, `masks of [1,n,${grid.height},${grid.width}]`);
      }
      const candidates = Array.from({ length: masks.data.length / cells }, (_, i) =>
        masks.data.subarray(i * cells, (i + 1) * cells).map((logit) => 1 / (1 + Math.exp(-logit))),
      );
      const agreements = candidates.map((candidate) => agreement(candidate, grid, pose));
      const best = candidates[agreements.indexOf(Math.max(...agreements))] as Float32Array;
      return { ...grid, probability: best };
    },
    async close() {
      await Promise.all([encoder.close(), decoder.close()]);
    },
  };
}

function unlike({ path }: Network, expected: string): VisionError {
  return new VisionError('invalid_model', `${path} does not answer as SAM does; expected: ${expected}.`);
}

/** The box alone, its longer side as long as the network's. */
function gridOver({ left, top, right, bottom }: Box): Grid {
  const step = Math.max(right - left, bottom - top) / SIDE;
  const cells = (length: number): number => Math.max(1, Math.round(length / step));
  return { left, top, step, width: cells(right - left), height: cells(bottom - top) };
}

function prompt(photo: Photo, pose: Pose, box: Box, grid: Grid): Record<string, Values> {
  const { inside, outside } = promptPoints(photo, pose, box);
  const labels = [...inside.map(() => INSIDE), ...outside.map(() => OUTSIDE), PADDING];
  const coordinates = [...inside, ...outside].flatMap(({ x, y }) => [
    (x - grid.left) / grid.step,
    (y - grid.top) / grid.step,
  ]);
  return {
    point_coords: { data: Float32Array.from([...coordinates, 0, 0]), shape: [1, labels.length, 2] },
    point_labels: { data: Float32Array.from(labels), shape: [1, labels.length] },
    mask_input: { data: new Float32Array(MASK_INPUT ** 2), shape: [1, 1, MASK_INPUT, MASK_INPUT] },
    has_mask_input: { data: new Float32Array(1), shape: [1] },
    orig_im_size: { data: Float32Array.of(grid.height, grid.width), shape: [2] },
  };
}

type Layout = (photo: Photo, grid: Grid) => Values;

/** How the encoder wants its picture; null when it wants none. */
function layoutOf({ shape }: Port): Layout | null {
  const fits = (...wanted: number[]): boolean =>
    shape.length === wanted.length &&
    wanted.every((n, i) => shape[i] === n || (shape[i] === null && n !== 3));
  if (fits(1, 3, SIDE, SIDE)) return planes;
  // Who takes any size pads by himself.
  const padded = shape.includes(SIDE);
  if (fits(SIDE, SIDE, 3)) return (photo, grid) => interleaved(photo, grid, padded, []);
  if (fits(1, SIDE, SIDE, 3)) return (photo, grid) => interleaved(photo, grid, padded, [1]);
  return null;
}

function planes(photo: Photo, grid: Grid): Values {
  const picture = sampleGrid(photo, grid, { range: [0, 255], beyond: 'edge' });
  const data = new Float32Array(3 * SIDE * SIDE);
  for (const band of [0, 1, 2] as const) {
    for (let cell = 0; cell < grid.width * grid.height; cell += 1) {
      const at = Math.floor(cell / grid.width) * SIDE + (cell % grid.width);
      data[band * SIDE * SIDE + at] = ((picture[cell * 3 + band] as number) - MEAN[band]) / DEVIATION[band];
    }
  }
  return { data, shape: [1, 3, SIDE, SIDE] };
}

function interleaved(photo: Photo, grid: Grid, padded: boolean, batch: readonly number[]): Values {
  const picture = sampleGrid(photo, grid, { range: [0, 255], beyond: 'edge' });
  if (!padded) return { data: picture, shape: [...batch, grid.height, grid.width, 3] };
  // The mean colour is what becomes nought when the network normalises.
  const data = Float32Array.from({ length: 3 * SIDE * SIDE }, (_, i) => MEAN[i % 3] as number);
  for (let row = 0; row < grid.height; row += 1) {
    const cells = picture.subarray(row * grid.width * 3, (row + 1) * grid.width * 3);
    data.set(cells, row * SIDE * 3);
  }
  return { data, shape: [...batch, SIDE, SIDE, 3] };
}

/** What a mask and the pose network's share, as a part of what they cover together. */
function agreement(candidate: Float32Array, grid: Grid, { mask }: Pose): number {
  let both = 0;
  let either = 0;
  for (let cell = 0; cell < candidate.length; cell += 1) {
    const x = grid.left + ((cell % grid.width) + 0.5) * grid.step;
    const y = grid.top + (Math.floor(cell / grid.width) + 0.5) * grid.step;
    const u = Math.floor((x - mask.left) / mask.step);
    const v = Math.floor((y - mask.top) / mask.step);
    const within = u >= 0 && v >= 0 && u < mask.width && v < mask.height;
    const coarse = within && (mask.probability[v * mask.width + u] as number) > 0.5;
    const fine = (candidate[cell] as number) > 0.5;
    if (coarse && fine) both += 1;
    if (coarse || fine) either += 1;
  }
  return either === 0 ? 0 : both / either;
}
