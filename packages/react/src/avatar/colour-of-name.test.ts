import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { colourOfName, contrastToWhite, type Rgb } from './colour-of-name.ts';

const rgb = (hex: string): Rgb =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;

describe('colourOfName', () => {
  it('lets white letters be read, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (name) => {
        const colour = colourOfName(name);
        expect(colour).toMatch(/^#[0-9a-f]{6}$/);
        expect(contrastToWhite(rgb(colour))).toBeGreaterThanOrEqual(4.5);
      }),
      { numRuns: 2_000 },
    );
  });

  it('stays with a name, however it is written', () => {
    expect(colourOfName(' Ada ')).toBe(colourOfName('ada'));
    expect(colourOfName('E\u0301lodie')).toBe(colourOfName('élodie'));
  });

  it('tells a hundred neighbours apart', () => {
    const colours = new Set(Array.from({ length: 100 }, (_, index) => colourOfName(`user${index}`)));
    expect(colours.size).toBeGreaterThan(90);
  });

  it('measures contrast as WCAG does', () => {
    expect(contrastToWhite([0, 0, 0])).toBeCloseTo(21, 5);
    expect(contrastToWhite([118, 118, 118])).toBeCloseTo(4.54, 2);
  });
});
