/** Strokes on a grid of 4 by 6. Drawn rather than set: a server may have no fonts, and text would vanish silently. */
const GLYPHS: Readonly<Record<string, string>> = {
  V: 'M0 0L2 6L4 0',
  I: 'M2 0V6',
  E: 'M4 0H0V6H4M0 3H3',
  W: 'M0 0L1 6L2 2L3 6L4 0',
  O: 'M1 0H3L4 1V5L3 6H1L0 5V1Z',
  N: 'M0 6V0L4 6V0',
  L: 'M0 0V6H4',
  Y: 'M0 0L2 3L4 0M2 3V6',
};
const TEXT = 'VIEW ONLY';
const ADVANCE = 6;

/**
 * "View only" laid across a square picture again and again, as SVG: what is cropped out still carries it.
 * @param size pixels
 */
export function watermark(size: number): Buffer {
  const word = [...TEXT]
    .map((letter, i) => {
      const path = GLYPHS[letter];
      return path ? `<path transform="translate(${i * ADVANCE} 0)" d="${path}"/>` : '';
    })
    .join('');
  const unit = Math.max(1.2, size / 260);
  const width = (TEXT.length + 1) * ADVANCE * unit;
  const marks: string[] = [];
  for (let row = -8; row <= 8; row++) {
    for (let column = -4; column <= 4; column++) {
      const x = size / 2 + (column + (row % 2) / 2) * width;
      const y = size / 2 + row * 18 * unit;
      marks.push(
        `<use href="#w" transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${unit.toFixed(2)})"/>`,
      );
    }
  }
  const strokes = (colour: string, opacity: number, thickness: number) =>
    `<g fill="none" stroke="${colour}" stroke-opacity="${opacity}" stroke-width="${thickness}">${marks.join('')}</g>`;
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}"><defs><g id="w">${word}</g></defs><g transform="rotate(-30 ${size / 2} ${size / 2})">${strokes('#000', 0.18, 1.4)}${strokes('#fff', 0.5, 0.7)}</g></svg>`,
  );
}
