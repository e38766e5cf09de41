import { onnxModel } from './onnx-model.ts';

/** Sums the colours and puts what is brighter than the threshold above nought, steeply. */
const BRIGHT = { gain: 8, threshold: 0 };
const weights = (sign: number): number[] => Array(3).fill((sign * BRIGHT.gain) / 3) as number[];

export interface TinySaliency {
  /** Of the picture; default 64. */
  side?: number | string;
  /** Planes of the picture; default 3. */
  planes?: number;
}

/** Like U²-Net: the bright parts of a picture are salient; seven maps. */
export function tinySaliency({ side = 64, planes = 3 }: TinySaliency = {}): Buffer {
  const maps = Array.from({ length: 7 }, (_, i) => `d${i}`);
  return onnxModel({
    inputs: [{ name: 'input.1', shape: [1, planes, side, side] }],
    outputs: maps.map((name) => ({ name, shape: [1, 1, side, side] })),
    constants: [
      {
        name: 'weights',
        shape: [1, planes, 1, 1],
        values: Array.from({ length: planes }, () => BRIGHT.gain / planes),
      },
      { name: 'zero', shape: [1], values: [0] },
    ],
    nodes: [
      { op: 'Conv', inputs: ['input.1', 'weights'], outputs: ['logits'] },
      ...maps.map((name, i) =>
        i === 0
          ? { op: 'Sigmoid', inputs: ['logits'], outputs: [name] }
          : { op: 'Mul', inputs: ['logits', 'zero'], outputs: [name] },
      ),
    ],
  });
}

/** Like SAM's encoder: what is kept of a picture is its colours, sixteen times as coarse. */
export function tinyEncoder(layout: 'planes' | 'interleaved'): Buffer {
  const pool = { kernel_shape: [16, 16], strides: [16, 16] };
  if (layout === 'planes') {
    return onnxModel({
      inputs: [{ name: 'image', shape: [1, 3, 1024, 1024] }],
      outputs: [{ name: 'image_embeddings', shape: [1, 3, 64, 64] }],
      nodes: [{ op: 'AveragePool', inputs: ['image'], outputs: ['image_embeddings'], attributes: pool }],
    });
  }
  // Normalises and pads by itself, as exported with its preparation.
  return onnxModel({
    inputs: [{ name: 'input_image', shape: ['height', 'width', 3] }],
    outputs: [{ name: 'image_embeddings', shape: [1, 3, 'rows', 'columns'] }],
    constants: [
      { name: 'mean', shape: [3], values: [123.675, 116.28, 103.53] },
      { name: 'deviation', shape: [3], values: [58.395, 57.12, 57.375] },
      { name: 'first', shape: [1], values: [0], type: 'int64' },
    ],
    nodes: [
      { op: 'Sub', inputs: ['input_image', 'mean'], outputs: ['centred'] },
      { op: 'Div', inputs: ['centred', 'deviation'], outputs: ['normal'] },
      { op: 'Transpose', inputs: ['normal'], outputs: ['planes'], attributes: { perm: [2, 0, 1] } },
      { op: 'Unsqueeze', inputs: ['planes', 'first'], outputs: ['batch'] },
      {
        op: 'AveragePool',
        inputs: ['batch'],
        outputs: ['image_embeddings'],
        attributes: { ...pool, ceil_mode: 1 },
      },
    ],
  });
}

/** Like SAM's decoder: what is dark, what is bright, and nothing, enlarged and cut to the picture. */
export function tinyDecoder(): Buffer {
  return onnxModel({
    inputs: [
      { name: 'image_embeddings', shape: [1, 3, 'rows', 'columns'] },
      { name: 'point_coords', shape: [1, 'points', 2] },
      { name: 'point_labels', shape: [1, 'points'] },
      { name: 'mask_input', shape: [1, 1, 256, 256] },
      { name: 'has_mask_input', shape: [1] },
      { name: 'orig_im_size', shape: [2] },
    ],
    outputs: [
      { name: 'masks', shape: [1, 3, 'height', 'width'] },
      { name: 'iou_predictions', shape: [1, 'points'] },
      { name: 'low_res_masks', shape: [1, 3, 'rows', 'columns'] },
    ],
    constants: [
      { name: 'weights', shape: [3, 3, 1, 1], values: [...weights(-1), ...weights(1), 0, 0, 0] },
      { name: 'scales', shape: [4], values: [1, 1, 16, 16] },
      { name: 'starts', shape: [2], values: [0, 0], type: 'int64' },
      { name: 'axes', shape: [2], values: [2, 3], type: 'int64' },
    ],
    nodes: [
      { op: 'Conv', inputs: ['image_embeddings', 'weights'], outputs: ['low_res_masks'] },
      {
        op: 'Resize',
        inputs: ['low_res_masks', '', 'scales'],
        outputs: ['whole'],
        attributes: { mode: 'linear' },
      },
      { op: 'Cast', inputs: ['orig_im_size'], outputs: ['size'], attributes: { to: 7 } },
      { op: 'Slice', inputs: ['whole', 'starts', 'size', 'axes'], outputs: ['masks'] },
      { op: 'Identity', inputs: ['point_labels'], outputs: ['iou_predictions'] },
    ],
  });
}
