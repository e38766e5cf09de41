import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type CompiledModel, type LiteRt, Tensor } from '@litertjs/core';
import { VisionError } from '../errors.ts';
import { detectPose, type PoseNetworks } from '../pose/detect-pose.ts';
import { DETECTOR_SIZE } from '../pose/find-people.ts';
import { BODY_SIZE } from '../pose/read-body.ts';
import type { PoseEngine } from '../types.ts';
import { loadLitert } from './load-litert.ts';

export interface PoseEngineOptions {
  /** Default `full`. */
  model?: PoseEngine['model'] | undefined;
}

/** The package packs its detector under this name, as it is. */
const DETECTOR = 'pose_solution_packed_assets.data';

/**
 * Loads MediaPipe Pose into this thread, for one photo at a time (calls wait for each other). Works in worker
 * threads, each of which needs its own.
 *
 * @throws VisionError `engine_failed` when the runtime or a model cannot be loaded
 * @example
 * const engine = await createPoseEngine({ model: 'full' });
 * const pose = await engine.detect(await decodePhoto(bytes));
 */
export async function createPoseEngine(options: PoseEngineOptions = {}): Promise<PoseEngine> {
  const model = options.model ?? 'full';
  const [detector, body] = await loadModels([DETECTOR, `pose_landmark_${model}.tflite`]);
  const networks: PoseNetworks = {
    async people(input) {
      const [places, logits] = await run(detector, input, DETECTOR_SIZE);
      return { places, logits };
    },
    async body(input) {
      const [points, [score = 0], mask, heat, world] = await run(body, input, BODY_SIZE);
      return { points, score, mask, heat, world };
    },
  };
  let line: Promise<unknown> = Promise.resolve();
  return {
    model,
    detect(photo) {
      const turn = line.then(() => detectPose(networks, photo));
      line = turn.catch(() => undefined);
      return turn;
    },
    async close() {
      await line;
      detector.delete();
      body.delete();
    },
  };
}

async function loadModels(names: readonly [string, string]): Promise<[CompiledModel, CompiledModel]> {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('@mediapipe/pose/package.json'));
    const litert = await loadLitert();
    const load = async (name: string): Promise<CompiledModel> =>
      compile(litert, await readFile(join(folder, name)));
    return [await load(names[0]), await load(names[1])];
  } catch (error) {
    throw new VisionError('engine_failed', 'The pose network cannot be loaded.', { cause: error });
  }
}

function compile(litert: LiteRt, bytes: Uint8Array): Promise<CompiledModel> {
  return litert.loadAndCompile(bytes, { accelerator: 'wasm' });
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
