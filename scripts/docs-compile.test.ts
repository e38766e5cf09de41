import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LikenessAvatar, LikenessUploader } from '../packages/elements/src/index.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGES = ['docs/client.md', 'docs/components.md'];
/** What a block may use without saying so: the client of the page's first block. */
const PRELUDE = "declare const likeness: import('@likeness/client').Likeness;\n";

interface Block {
  page: string;
  line: number;
  language: string;
  code: string;
}

const blocks = PAGES.flatMap(blocksOf);
const cache = join(ROOT, 'node_modules', '.cache');
let folder: string;
beforeAll(() => {
  mkdirSync(cache, { recursive: true });
  // inside the repository, where the packages are found as an application finds them
  folder = mkdtempSync(join(cache, 'docs-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('every block of code in the docs of the client and of the components compiles', () => {
  for (const { page, line, language, code } of blocks) {
    const name = `${page.replaceAll(/[/.]/g, '-')}-${line}.${language === 'tsx' ? 'tsx' : 'ts'}`;
    const text = language === 'html' ? scriptsOf(code).join('\n') : code;
    writeFileSync(join(folder, name), `${text}\nexport {};\n`);
  }
  expect(compile()).toEqual([]);
  // the compiler does look at them
  writeFileSync(join(folder, 'wrong.ts'), 'likeness.portraits.upload(1);\nexport {};\n');
  expect(compile()).toEqual([expect.stringMatching(/^wrong\.ts\(1,\d+\): error TS/)]);
}, 300_000);

it('the elements know every attribute that the docs give them, and the docs name every one', () => {
  const known: Record<string, readonly string[]> = {
    'likeness-avatar': LikenessAvatar.observedAttributes,
    'likeness-uploader': LikenessUploader.observedAttributes,
  };
  const components = readFileSync(join(ROOT, 'docs/components.md'), 'utf8');
  const html = blocks.filter(({ language }) => language === 'html').map(({ code }) => code);
  const used = [...html.join('\n').matchAll(/<(likeness-[a-z]+)([^>]*)>/g)];
  expect(used.length).toBeGreaterThan(3);
  for (const [, element = '', attributes = ''] of used) {
    const names = [...attributes.matchAll(/\s([a-z-]+)=/g)].map(([, name]) => name);
    expect(known[element]).toEqual(expect.arrayContaining(names));
  }
  for (const [element, attributes] of Object.entries(known)) {
    const table = components.split(`| \`<${element}>\``)[1]?.split('\n\n')[0] ?? '';
    expect(attributes.filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
  }
});

function blocksOf(page: string): Block[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```(tsx?|html)\n([\s\S]*?)^```$/gm)].map((match) => ({
    page,
    line: text.slice(0, match.index).split('\n').length + 1,
    language: match[1] ?? '',
    code: match[2] ?? '',
  }));
}

const scriptsOf = (html: string) =>
  [...html.matchAll(/<script type="module">([\s\S]*?)<\/script>/g)].map(([, code = '']) => code);

/** What the compiler complains of, by file name. */
function compile(): string[] {
  const up = relative(folder, ROOT);
  const options = {
    extends: `${up}/tsconfig.base.json`,
    compilerOptions: {
      noEmit: true,
      composite: false,
      incremental: false,
      declaration: false,
      declarationMap: false,
      module: 'ESNext',
      moduleResolution: 'Bundler',
      jsx: 'react-jsx',
      allowImportingTsExtensions: true,
      rewriteRelativeImportExtensions: false,
      // a page shows what there is; it need not use it
      noUnusedLocals: false,
      noUnusedParameters: false,
      customConditions: ['source'],
      lib: ['ES2023', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
      types: ['react', 'react-dom', 'vite/client'],
    },
    include: ['*.ts', '*.tsx', `${up}/packages/elements/src/index.ts`],
  };
  writeFileSync(join(folder, 'prelude.d.ts'), PRELUDE);
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options));
  const tsc = join(ROOT, 'node_modules', '.bin', 'tsc');
  const { stdout, status } = spawnSync(tsc, ['-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const lines = stdout.split('\n').filter((line) => line.includes('error TS'));
  return status === 0 || lines.length > 0 ? lines : [`tsc ended with ${status}: ${stdout}`];
}
