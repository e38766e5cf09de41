import type { Viewer } from './viewer.ts';

const STEP = Math.PI / 16;

const DEEDS: Readonly<Record<string, (viewer: Viewer) => void>> = {
  ArrowLeft: (viewer) => viewer.turn(-STEP),
  ArrowRight: (viewer) => viewer.turn(STEP),
  ArrowUp: (viewer) => viewer.tilt(STEP),
  ArrowDown: (viewer) => viewer.tilt(-STEP),
  '+': (viewer) => viewer.zoom(1.15),
  '=': (viewer) => viewer.zoom(1.15),
  '-': (viewer) => viewer.zoom(1 / 1.15),
  Home: (viewer) => viewer.reset(),
};

/** Does what a key stands for. @returns whether it stands for anything */
export function pressKey(viewer: Viewer, key: string): boolean {
  DEEDS[key]?.(viewer);
  return key in DEEDS;
}

/** The tape before or after one, round and round. */
export function nextTape(
  keys: readonly string[],
  current: string | undefined,
  step: 1 | -1,
): string | undefined {
  if (current === undefined) return step > 0 ? keys[0] : keys[keys.length - 1];
  return keys[(keys.indexOf(current) + step + keys.length) % keys.length];
}
