import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';
import { type LiteRt, loadLiteRt, supportsFeature } from '@litertjs/core';

const require = createRequire(import.meta.url);

const NO_DEVICE = { limits: {}, features: new Set<string>(), requestDevice: async () => null };

type Factory = (options: object) => Promise<object>;

let loading: Promise<LiteRt> | undefined;

/**
 * Loads the runtime that executes TensorFlow Lite models on the CPU (WebAssembly, one thread), once a thread.
 *
 * It is written for browsers: it asks `importScripts` to put a factory into `self`. Here the factory is run first,
 * without any of that; the names that it asks for exist only for the few microtasks in which the runtime fetches its result, so
 * that no other code of the process takes Node for a browser.
 */
export function loadLitert(): Promise<LiteRt> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<LiteRt> {
  const relaxed = await supportsFeature('relaxedSimd');
  const folder = join(dirname(require.resolve('@litertjs/core')), '../wasm');
  const path = join(folder, relaxed ? 'litert_wasm_internal.js' : 'litert_wasm_compat_internal.js');
  const source = `${readFileSync(path, 'utf8')}\nreturn ModuleFactory;`;
  const evaluate = compileFunction(source, ['require', '__dirname', '__filename'], { filename: path });
  const factory = evaluate(require, folder, path) as Factory;
  const module = await factory({ print: () => undefined, printErr: () => undefined });
  const restore = lend({
    self: { ModuleFactory: async () => module },
    importScripts: () => undefined,
    // Without a graphics device to find it would complain on the console.
    navigator: { gpu: { requestAdapter: async () => NO_DEVICE } },
  });
  try {
    return await loadLiteRt(path);
  } finally {
    restore();
  }
}

/** Sets globals and returns what puts back the old ones. */
function lend(names: Record<string, unknown>): () => void {
  const before = Object.keys(names).map(
    (name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const,
  );
  for (const [name, value] of Object.entries(names)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
      else Object.defineProperty(globalThis, name, descriptor);
    }
  };
}
