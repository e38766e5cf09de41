import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { VisionError } from '../errors.ts';
import { mediapipeSegmenter } from '../segmenters/mediapipe-segmenter.ts';
import { describeInputs, type Network } from '../segmenters/network.ts';
import { isSamDecoder, isSamEncoder, samSegmenter } from '../segmenters/sam-segmenter.ts';
import { isU2net, u2netSegmenter } from '../segmenters/u2net-segmenter.ts';
import type { Segmenter } from '../types.ts';
import { loadOnnx } from './load-onnx.ts';

const EXPECTED =
  'Expected is U²-Net (one input [1,3,height,width]), or the encoder and the decoder of SAM (an input of ' +
  '[1,3,1024,1024] or [height,width,3]; inputs image_embeddings, point_coords, point_labels, mask_input, ' +
  'has_mask_input, orig_im_size).';

/**
 * Chooses what tells a person from the background.
 *
 * @param spec `mediapipe` (default); `onnx:` and the path of a model of the kind of U²-Net, or of a folder with SAM's
 *   encoder and decoder, or the paths of both, divided by a comma
 * @throws VisionError `invalid_model` when there is no such model or it is of another kind; `engine_missing` when
 *   the runtime for ONNX is not installed
 * @example const segmenter = await createSegmenter('onnx:/models/u2net_human_seg.onnx');
 */
export async function createSegmenter(spec = 'mediapipe'): Promise<Segmenter> {
  if (spec === 'mediapipe') return mediapipeSegmenter();
  if (!spec.startsWith('onnx:')) {
    throw new VisionError(
      'invalid_model',
      `The segmenter "${spec}" is not known: "mediapipe", or "onnx:" and the path of a model.`,
    );
  }
  return createOnnxSegmenter(spec.slice('onnx:'.length));
}

/** @param place a file, a folder, or two files divided by a comma; see `createSegmenter` */
export async function createOnnxSegmenter(place: string): Promise<Segmenter> {
  const networks: Network[] = [];
  try {
    for (const path of await modelPaths(place)) networks.push(await loadOnnx(path));
    return segmenterOf(networks);
  } catch (error) {
    await Promise.all(networks.map((network) => network.close()));
    throw error;
  }
}

/** By the names of their inputs, never by their files' names. */
function segmenterOf(networks: readonly Network[]): Segmenter {
  const [first, second] = networks;
  if (first && second) {
    const decoder = networks.find(isSamDecoder);
    const encoder = networks.find((network) => network !== decoder && isSamEncoder(network));
    if (encoder && decoder) return samSegmenter(encoder, decoder);
  } else if (first && isU2net(first)) {
    return u2netSegmenter(first);
  }
  const found = networks.map((network) => `${network.path} takes ${describeInputs(network)}`).join('; ');
  throw new VisionError('invalid_model', `No segmenter is known of this kind: ${found}. ${EXPECTED}`);
}

async function modelPaths(place: string): Promise<string[]> {
  const both = place.split(',').map((path) => path.trim());
  if (both.length === 2) return both;
  const isFolder = await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return [place];
  const files = (await readdir(place)).filter((name) => name.endsWith('.onnx')).toSorted();
  if (files.length === 1 || files.length === 2) return files.map((name) => join(place, name));
  throw new VisionError(
    'invalid_model',
    `The folder ${place} holds ${files.length} models (*.onnx). ${EXPECTED}`,
  );
}
