import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { VisionError } from '../errors.ts';
import { detectPose } from '../pose/detect-pose.ts';
import { type LoadedNetworks, loadNetworks } from '../pose/run-networks.ts';
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
  const networks = await load(`pose_landmark_${model}.tflite`);
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
      networks.close();
    },
  };
}

async function load(body: string): Promise<LoadedNetworks> {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('@mediapipe/pose/package.json'));
    const litert = await loadLitert();
    return await loadNetworks(litert, [
      await readFile(join(folder, DETECTOR)),
      await readFile(join(folder, body)),
    ]);
  } catch (error) {
    throw new VisionError('engine_failed', 'The pose network cannot be loaded.', { cause: error });
  }
}
