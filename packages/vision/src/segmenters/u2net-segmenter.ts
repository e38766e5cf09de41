import { VisionError } from '../errors.ts';
import { type Grid, sampleGrid } from '../pose/sample-crop.ts';
import type { Segmenter } from '../types.ts';
import type { Network, Port } from './network.ts';
import { type Box, personBox } from './person-box.ts';

/** Cells of a side where the model takes any size: what U²-Net was trained with. */
const DEFAULT_SIDE = 320;
/** More than any such model has. */
const LONGEST_SIDE = 2048;
const MEAN = [0.485, 0.456, 0.406] as const;
const DEVIATION = [0.229, 0.224, 0.225] as const;

/** Whether a model is like U²-Net: one picture, planes of colours first, to one map. */
export function isU2net({ inputs, outputs: [output] }: Network): boolean {
  const [input] = inputs;
  if (inputs.length !== 1 || input === undefined || sizeOf(input) === null) return false;
  return output?.shape.length === 3 || (output?.shape.length === 4 && (output.shape[1] ?? 1) === 1);
}

/**
 * U²-Net and what follows its convention (U²-Netp, Silueta and others): a picture of fixed size, divided by its
 * brightest value and normalised as ImageNet; the first output is the saliency, stretched to 0…1. The model sees the
 * person's box, not the whole photo, so that its few cells lie on the person. Published as
 * https://github.com/xuebinqin/U-2-Net (Qin et al. 2020).
 */
export function u2netSegmenter(network: Network): Segmenter {
  const [input] = network.inputs;
  const size = input && sizeOf(input);
  if (!input || !size) throw new Error('not a model of this kind');
  return {
    name: 'u2net',
    async segment(photo, pose) {
      const grid = gridOver(personBox(photo, pose.mask), size);
      const data = normalised(sampleGrid(photo, grid, { range: [0, 1], beyond: 'edge' }));
      const outputs = await network.run({ [input.name]: { data, shape: [1, 3, grid.height, grid.width] } });
      const saliency = outputs[network.outputs[0]?.name ?? ''];
      if (saliency === undefined || saliency.data.length !== grid.width * grid.height) {
        throw new VisionError(
          'invalid_model',
          `The first output of ${network.path} has the shape [${saliency?.shape.join(',') ?? ''}]; ` +
            `expected is a saliency map of [1,1,${grid.height},${grid.width}].`,
        );
      }
      return { ...grid, probability: stretched(saliency.data) };
    },
    close: () => network.close(),
  };
}

/** Height and width of the picture; null when it is no picture with three planes. */
function sizeOf({ shape }: Port): { width: number; height: number } | null {
  const [batch, planes, height, width] = shape;
  if (shape.length !== 4 || (batch !== 1 && batch !== null) || planes !== 3) return null;
  const size = { width: width ?? DEFAULT_SIDE, height: height ?? DEFAULT_SIDE };
  const fits = (side: number): boolean => side >= 8 && side <= LONGEST_SIDE;
  return fits(size.width) && fits(size.height) ? size : null;
}

/** The box in the middle, whole. */
function gridOver(
  { left, top, right, bottom }: Box,
  { width, height }: { width: number; height: number },
): Grid {
  const step = Math.max((right - left) / width, (bottom - top) / height);
  return {
    left: (left + right - width * step) / 2,
    top: (top + bottom - height * step) / 2,
    step,
    width,
    height,
  };
}

function normalised(picture: Float32Array): Float32Array {
  const brightest = picture.reduce((a, b) => Math.max(a, b), 1e-6);
  const cells = picture.length / 3;
  const planes = new Float32Array(picture.length);
  for (const band of [0, 1, 2] as const) {
    for (let cell = 0; cell < cells; cell += 1) {
      const value = (picture[cell * 3 + band] as number) / brightest;
      planes[band * cells + cell] = (value - MEAN[band]) / DEVIATION[band];
    }
  }
  return planes;
}

/** A map without any contrast shows nobody. */
function stretched(saliency: Float32Array): Float32Array {
  let [least, most] = [Infinity, -Infinity];
  for (const value of saliency) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const span = most - least;
  return saliency.map((value) => (span > 1e-6 ? (value - least) / span : 0));
}
