// Draws and reads many sitters in a few processes.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const WORKER = fileURLToPath(new URL('photo-worker.mjs', import.meta.url));

/**
 * @param settings `count`, `processes`, `cache` (a folder or undefined), `model`, `drawOnly`
 * @returns results in the order of the numbers
 */
export async function readSitters({ count, processes, ...settings }, progress) {
  const results = Array.from({ length: count });
  let done = 0;
  await Promise.all(
    Array.from({ length: processes }, (_, lane) => {
      // In pairs, so that every process gets both sexes.
      const numbers = Array.from(results.keys()).filter((n) => Math.floor(n / 2) % processes === lane);
      return run({ ...settings, numbers }, (result) => {
        results[result.number] = result;
        progress(++done, count);
      });
    }),
  );
  return results;
}

function run(settings, onResult) {
  return new Promise((resolve, reject) => {
    const child = fork(WORKER, [JSON.stringify(settings)]);
    child.on('message', onResult);
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`A process ended with ${code}.`))));
  });
}
