import { useCallback, useEffect, useRef, useState } from 'react';

/** Seconds: long enough to walk into place, and only as long as one can stand still. */
export const SECONDS = { pressed: 5, held: 3 } as const;
export type Began = keyof typeof SECONDS;

/**
 * Counts down to the shutter.
 *
 * @param onTick told at every digit, and at 0
 */
export function useCountdown(onTick: (left: number) => void) {
  const [count, setCount] = useState<{ left: number; began: Began } | null>(null);
  const tick = useRef(onTick);
  useEffect(() => {
    tick.current = onTick;
  }, [onTick]);
  useEffect(() => {
    if (!count) return;
    tick.current(count.left);
    if (count.left === 0) {
      setCount(null);
      return;
    }
    const timer = setTimeout(() => setCount({ ...count, left: count.left - 1 }), 1_000);
    return () => clearTimeout(timer);
  }, [count]);
  const begin = useCallback((began: Began) => setCount({ left: SECONDS[began], began }), []);
  const stop = useCallback(() => setCount(null), []);
  return { count, begin, stop };
}
