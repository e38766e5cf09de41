import { readFileSync } from 'node:fs';

const manifest = new URL('../package.json', import.meta.url);

/** Of the server's package; the same file is one level up from `src` and from `dist`. */
export const VERSION: string = JSON.parse(readFileSync(manifest, 'utf8')).version;
