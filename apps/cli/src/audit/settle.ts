import { setTimeout as delay } from 'node:timers/promises';

const STEP = 100;

/** What is left of the time that the audit waits for work under way, for all checks together. */
export interface Patience {
  /** ms */
  left: number;
}

/**
 * Looks again at what seems wrong until it is right or the time is up. A sweep that is under way leaves rows
 * and objects for a moment that are old and yet no breach: nothing tells when they lost their use.
 */
export async function settle<T>(
  suspects: T[],
  patience: Patience,
  lookAgain: (suspects: T[]) => Promise<T[]>,
): Promise<T[]> {
  let left = suspects;
  while (left.length > 0 && patience.left > 0) {
    await delay(STEP);
    patience.left -= STEP;
    left = await lookAgain(left);
  }
  return left;
}
