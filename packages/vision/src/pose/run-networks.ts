import { type CompiledModel, type LiteRt, Tensor } from '@litertjs/core';
import { VisionError } from '../errors.ts';
import type { PoseNetworks } from './detect-pose.ts';
import { DETECTOR_SIZE } from './find-people.ts';
import { BODY_SIZE } from './read-body.ts';

/** Both networks of MediaPipe Pose, ready to run. */
export interface LoadedNetworks extends PoseNetworks {
  close(): void;
}

/**
 * Compiles both networks for the CPU.
 *
 * @param models the detector and the landmark network, TensorFlow Lite
 */
export async function loadNetworks(
  litert: LiteRt,
  models: readonly [detector: Uint8Array, body: Uint8Array],
): Promise<LoadedNetworks> {
  const compile = (bytes: Uint8Array): Promise<CompiledModel> =>
    litert.loadAndCompile(bytes, { accelerator: 'wasm' });
  const detector = await compile(models[0]);
  const body = await compile(models[1]);
  return {
    async people(input) {
      const [places, logits] = await run(detector, input, DETECTOR_SIZE);
      return { places, logits };
    },
    async body(input) {
      const [points, [score = 0], mask, heat, world] = await run(body, input, BODY_SIZE);
      return { points, score, mask, heat, world };
    },
    close() {
      detector.delete();
      body.delete();
    },
  };
}

/** @returns every output, in the model's order */
async function run(model: CompiledModel, input: Float32Array, side: number): Promise<Outputs> {
  const tensor = Tensor.fromTypedArray(input, [1, side, side, 3]);
  let results: Tensor[] = [];
  try {
    results = await model.run([tensor]);
    return results.map((result) => result.toTypedArray()) as Outputs;
  } catch (error) {
    throw new VisionError('engine_failed', 'The pose network failed.', { cause: error });
  } finally {
    tensor.delete();
    for (const result of results) result.delete();
  }
}

type Outputs = [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array];
