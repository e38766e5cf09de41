import { access } from 'node:fs/promises';
import { VisionError } from '../errors.ts';
import type { Network, Port, Values } from '../segmenters/network.ts';

/** Not known when compiling: whoever wants ONNX installs it, and its type tells no more than is used here. */
const PACKAGE: string = 'onnxruntime-node';

interface Tensor {
  readonly data: unknown;
  readonly dims: readonly number[];
}

interface ValueMetadata {
  readonly name: string;
  readonly isTensor: boolean;
  /** A text names a side that is free. */
  readonly shape?: readonly (number | string)[];
}

interface Session {
  readonly inputMetadata: readonly ValueMetadata[];
  readonly outputMetadata: readonly ValueMetadata[];
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}

/** The part of onnxruntime-node that is used. */
export interface OnnxRuntime {
  readonly InferenceSession: { create(path: string, options: { logSeverityLevel: 3 }): Promise<Session> };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => Tensor;
}

/**
 * Loads an ONNX model with onnxruntime-node, which whoever wants it installs beside this package.
 *
 * @param importRuntime for tests
 * @throws VisionError `engine_missing`, saying what to install; `invalid_model`
 */
export async function loadOnnx(
  path: string,
  importRuntime: () => Promise<OnnxRuntime> = () => import(PACKAGE),
): Promise<Network> {
  await access(path).catch((error: unknown) => {
    throw new VisionError('invalid_model', `There is no model at ${path}.`, { cause: error });
  });
  const runtime = await importRuntime().catch((error: unknown) => {
    throw new VisionError(
      'engine_missing',
      'ONNX models need the package onnxruntime-node, which cannot be loaded here: install it with ' +
        '"npm install onnxruntime-node", or use the segmenter "mediapipe".',
      { cause: error },
    );
  });
  const session = await runtime.InferenceSession.create(path, { logSeverityLevel: 3 }).catch(
    (error: unknown) => {
      throw new VisionError('invalid_model', `${path} is not an ONNX model that can be executed.`, {
        cause: error,
      });
    },
  );
  return {
    path,
    inputs: session.inputMetadata.map(portOf),
    outputs: session.outputMetadata.map(portOf),
    run: (inputs) => run(runtime, session, path, inputs),
    close: () => session.release(),
  };
}

/** Anything but a tensor has a shape that no convention knows. */
function portOf(value: ValueMetadata): Port {
  if (!value.isTensor || !value.shape) return { name: value.name, shape: [] };
  const shape = value.shape.map((n) => (typeof n === 'number' && n > 0 ? n : null));
  return { name: value.name, shape };
}

async function run(
  runtime: OnnxRuntime,
  session: Session,
  path: string,
  inputs: Readonly<Record<string, Values>>,
): Promise<Record<string, Values>> {
  const feeds: Record<string, Tensor> = {};
  for (const [name, { data, shape }] of Object.entries(inputs)) {
    feeds[name] = new runtime.Tensor('float32', data, shape);
  }
  const results = await session.run(feeds).catch((error: unknown) => {
    throw new VisionError('engine_failed', `The model ${path} failed.`, { cause: error });
  });
  const outputs: Record<string, Values> = {};
  for (const [name, { data, dims }] of Object.entries(results)) {
    if (data instanceof Float32Array) outputs[name] = { data, shape: dims };
  }
  return outputs;
}
