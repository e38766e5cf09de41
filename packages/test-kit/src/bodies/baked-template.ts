import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The template that the build baked, for `loadTemplate`.
 * @throws Error saying how to make it when it is missing
 */
export function bakedTemplate(): Uint8Array {
  const path = fileURLToPath(new URL('../../../body/dist/template.bin', import.meta.url));
  if (!existsSync(path)) {
    throw new Error(`${path} is missing: bake it with "npm run build && npm run build:body".`);
  }
  return new Uint8Array(readFileSync(path));
}
