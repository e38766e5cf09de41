import { type LiteRt, loadLiteRt } from '@litertjs/core';

/** Of a page's own assets: the runtime's script, and the WebAssembly that it asks for. */
export interface RuntimeAddress {
  script: string;
  wasm: string;
}

type Factory = (options: object) => Promise<object>;

const NO_DEVICE = { limits: {}, features: new Set<string>(), requestDevice: async () => null };

let loading: Promise<LiteRt> | undefined;

/**
 * Loads the runtime of TensorFlow Lite models into a worker of type `module`, once a worker.
 *
 * By itself it asks `importScripts` to put a factory into `self`; a module worker has none that works, and a policy
 * without `unsafe-eval` allows no other way. The script also offers its factory to `define`, where one is there.
 */
export function loadLitert(address: RuntimeAddress): Promise<LiteRt> {
  loading ??= load(address).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load({ script, wasm }: RuntimeAddress): Promise<LiteRt> {
  const factory = await factoryOf(script);
  const module = await factory({
    locateFile: () => wasm,
    print: () => undefined,
    printErr: () => undefined,
  });
  const scope = globalThis as unknown as Record<string, unknown> & { navigator: object };
  scope.ModuleFactory = async () => module;
  scope.importScripts = () => undefined;
  // the networks run on the CPU; without a graphics device the runtime would complain on the console
  Object.defineProperty(scope.navigator, 'gpu', {
    value: { requestAdapter: async () => NO_DEVICE },
    configurable: true,
  });
  return loadLiteRt(script);
}

async function factoryOf(script: string): Promise<Factory> {
  const scope = globalThis as unknown as { define?: unknown };
  let found: Factory | undefined;
  const define = (_: unknown, make: () => Factory): void => {
    found = make();
  };
  scope.define = Object.assign(define, { amd: true });
  try {
    await import(/* @vite-ignore */ script);
  } finally {
    delete scope.define;
  }
  if (!found) throw new Error('The runtime did not offer its factory.');
  return found;
}
