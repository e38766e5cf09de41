// Writes dist/template.bin, unless what would bake it is what baked it the last time; then one small file a sex, for
// browsers. Called by `npm run build`.
// The topology comes first; then each sex is wrapped in a thread of its own while this one lays out the atlas.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { packTemplate } from '../dist/live/pack-template.js';
import { bakeSex, bakeShared, bakeTemplate, bakeTopology } from '../dist/template/bake/bake-template.js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = here('../dist/template.bin');
const keyFile = here('../dist/template.key');

if (isMainThread) {
  const wanted = key();
  const baked = existsSync(target) && existsSync(keyFile) ? readFileSync(keyFile, 'utf8') : '';
  if (baked !== wanted) {
    console.log('baking the body template, once: about 20 s');
    const bytes = await bake();
    replace(target, bytes);
    writeFileSync(keyFile, wanted);
  }
  const whole = new Uint8Array(readFileSync(target));
  for (const sex of ['female', 'male']) {
    const path = here(`../dist/template-${sex}.bin`);
    const packed = packTemplate(whole, sex);
    if (!existsSync(path) || !readFileSync(path).equals(packed)) replace(path, packed);
  }
} else {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin: a thread, not a window
  parentPort.postMessage(bakeSex(workerData.topology, workerData.sex));
}

function replace(path, bytes) {
  writeFileSync(`${path}.new`, bytes);
  renameSync(`${path}.new`, path);
}

async function bake() {
  const topology = bakeTopology();
  const parts = Promise.all(['male', 'female'].map((sex) => inThread({ topology, sex })));
  // The threads tell of a failure below; until then nobody listens.
  parts.catch(() => {});
  const shared = bakeShared(topology);
  return bakeTemplate({ topology, shared, parts: await parts });
}

function inThread(data) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: data });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

/** What the template follows from: the compiled code that bakes it, and the version that reads it. */
function key() {
  const { version } = JSON.parse(readFileSync(here('../package.json'), 'utf8'));
  const hash = createHash('sha256').update(version);
  for (const folder of ['../dist/template/', '../dist/template/bake/']) {
    for (const name of readdirSync(here(folder)).sort()) {
      if (name.endsWith('.js') && !name.endsWith('.test.js'))
        hash.update(name).update(readFileSync(here(folder + name)));
    }
  }
  return hash.digest('hex');
}
