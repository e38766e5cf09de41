// Writes dist/template.bin, unless its sources are those of the last time. Called by `npm run build`.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = here('../dist/template.bin');
const stamp = here('../dist/template.bin.sources');
const sources = here('../src/template/');

const hash = createHash('sha256');
for (const folder of ['', 'bake/']) {
  for (const name of readdirSync(sources + folder).sort()) {
    if (name.endsWith('.ts') && !name.endsWith('.test.ts'))
      hash.update(name).update(readFileSync(sources + folder + name));
  }
}
const wanted = hash.digest('hex');
const known = existsSync(stamp) && existsSync(target) ? readFileSync(stamp, 'utf8') : '';
if (known !== wanted) {
  const compiled = here('../dist/template/bake/bake-template.js');
  const { bakeTemplate } = await import(
    existsSync(compiled) ? compiled : '../src/template/bake/bake-template.ts'
  );
  let before = performance.now();
  const bytes = bakeTemplate((step) => {
    console.log(`template: ${step} in ${((performance.now() - before) / 1000).toFixed(1)} s`);
    before = performance.now();
  });
  mkdirSync(here('../dist'), { recursive: true });
  writeFileSync(`${target}.new`, bytes);
  renameSync(`${target}.new`, target);
  writeFileSync(stamp, wanted);
  console.log(`template: ${(bytes.length / 1e6).toFixed(2)} MB`);
}
