import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
// @ts-expect-error: a script without types
import { PAGE, readResults, withPhotoSection, withSections } from '../benchmarks/accuracy/document.mjs';
// @ts-expect-error: a script without types
import { PHOTO_RESULTS } from '../benchmarks/accuracy/photos/section.mjs';

const RESULTS = fileURLToPath(new URL('../benchmarks/results', import.meta.url));

describe('docs/accuracy.md', () => {
  it('shows what the results say: write it with npm run accuracy, not by hand', () => {
    const results = readResults(RESULTS);
    const page = readFileSync(PAGE, 'utf8');
    expect(page).toContain('### Closing: fifteen measures given');
    expect(withSections(results, page)).toBe(page);
  });

  it('shows what the results of photos say, and of whom', () => {
    const results = readResults(RESULTS, PHOTO_RESULTS);
    const page = readFileSync(PAGE, 'utf8');
    expect(page).toContain('Synthetic, same body family');
    expect(results['photos-conditions'][0].sitters).toBeGreaterThanOrEqual(100);
    expect(withPhotoSection(results, page)).toBe(page);
  });
});
