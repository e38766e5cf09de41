// Run by render-memory.test.ts in a process of its own: renders a file and tells what memory that took.
import { inspect } from '../inspect.ts';
import { render } from '../render.ts';
import type { RenderOptions } from '../types.ts';

const [path = '', options = ''] = process.argv.slice(2);
const info = await inspect(path);
const before = process.resourceUsage().maxRSS;
const made = await render(path, info, JSON.parse(options) as RenderOptions).then(
  ({ renditions }) => renditions.map(({ width, height }) => `${width}×${height}`),
  (error: { code: string }) => error.code,
);
const grownMegabytes = (process.resourceUsage().maxRSS - before) / 1024;
console.log(JSON.stringify({ made, grownMegabytes }));
