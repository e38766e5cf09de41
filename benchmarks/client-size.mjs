// What the parts cost a page: minified, gzip -9. `node benchmarks/client-size.mjs`, after `npm run build`.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const PARTS = [
  ['`@likeness/client`', "export * from '@likeness/client'", []],
  ['`<Avatar>` of `@likeness/react`', "export { Avatar } from '@likeness/react'", ['@likeness/client']],
  ['all of `@likeness/react`', "export * from '@likeness/react'", ['@likeness/client']],
  ['`@likeness/react/body-viewer`, with three.js', "export * from '@likeness/react/body-viewer'", []],
];

console.log('| Part | bytes, minified | bytes, gzip |\n| --- | ---: | ---: |');
for (const [name, contents, external] of PARTS) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: new URL('../packages/react', import.meta.url).pathname },
    bundle: true,
    minify: true,
    format: 'esm',
    external: ['react', 'react-dom', 'react/jsx-runtime', ...external],
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
  });
  row(name, outputFiles[0].contents);
}
const bundle = new URL('../packages/elements/dist/bundle/likeness-elements.js', import.meta.url);
row('`likeness-elements.js`, with Preact, the client and the styles', readFileSync(bundle));

function row(name, bytes) {
  const count = (size) => size.toLocaleString('en');
  console.log(`| ${name} | ${count(bytes.length)} | ${count(gzipSync(bytes, { level: 9 }).length)} |`);
}
