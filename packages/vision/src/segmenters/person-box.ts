import type { Photo, SoftMask } from '../types.ts';

/** Photo pixels. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Above it a cell may be the person. */
const MAYBE = 0.3;
/** Round the person, of the box's longer side. */
const MARGIN = 0.08;

/** Where a person is, by a coarse mask, with a margin, within the photo; all of it when the mask shows nobody. */
export function personBox({ width, height }: Photo, mask: SoftMask): Box {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const [cell, probability] of mask.probability.entries()) {
    if (!(probability > MAYBE)) continue;
    const x = mask.left + (cell % mask.width) * mask.step;
    const y = mask.top + Math.floor(cell / mask.width) * mask.step;
    box.left = Math.min(box.left, x);
    box.top = Math.min(box.top, y);
    box.right = Math.max(box.right, x + mask.step);
    box.bottom = Math.max(box.bottom, y + mask.step);
  }
  const margin = MARGIN * Math.max(box.right - box.left, box.bottom - box.top);
  const inside = {
    left: Math.max(0, box.left - margin),
    top: Math.max(0, box.top - margin),
    right: Math.min(width, box.right + margin),
    bottom: Math.min(height, box.bottom + margin),
  };
  const empty = !(inside.right > inside.left && inside.bottom > inside.top);
  return empty ? { left: 0, top: 0, right: width, bottom: height } : inside;
}
