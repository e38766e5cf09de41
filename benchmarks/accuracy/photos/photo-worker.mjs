// A process that draws and reads sitters one after another, at low priority.
import { setPriority } from 'node:os';
import { createPhotoReader } from '@likeness/vision/node';
import { sitter } from './draw-sitter.mjs';
import { readSitter } from './read-sitter.mjs';

setPriority(10);
// Who asked is gone.
process.once('disconnect', () => process.exit());
const { numbers, cache, model, drawOnly, meshes } = JSON.parse(process.argv[2]);
const reader = drawOnly ? undefined : await createPhotoReader({ model });
for (const number of numbers) {
  const started = performance.now();
  const one = await sitter(number, cache);
  const { front, side, ...told } = one;
  const drawMs = performance.now() - started;
  const rows = reader ? await readSitter(reader, one, meshes) : [];
  process.send({ number, sitter: told, drawMs, bytes: front.length + side.length, rows });
}
await reader?.close();
process.disconnect();
