import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
// @ts-expect-error: a script without types
import { PAGE, readResults, withSections } from '../benchmarks/accuracy/document.mjs';

describe('docs/accuracy.md', () => {
  it('shows what the results say: write it with npm run accuracy, not by hand', () => {
    const results = readResults(fileURLToPath(new URL('../benchmarks/results', import.meta.url)));
    const page = readFileSync(PAGE, 'utf8');
    expect(page).toContain('### Closing: fifteen measures given');
    expect(withSections(results, page)).toBe(page);
  });
});
