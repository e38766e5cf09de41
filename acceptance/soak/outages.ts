/** When engines were away. Only then, and until everybody has found them again, may callers be refused. */
export interface Outages {
  /** Notes how long it takes. */
  during(take: () => Promise<void>): Promise<void>;
  /** Whether an engine was away, or just back, at any time since `from`. */
  since(from: number): boolean;
}

/** ms after which an engine that is back must be in use again by every process */
const RECOVERY = 30_000;

/** @param now ms */
export function createOutages(now: () => number = Date.now): Outages {
  const windows: { from: number; to: number }[] = [];
  return {
    async during(take) {
      const window = { from: now(), to: Number.POSITIVE_INFINITY };
      windows.push(window);
      await take();
      window.to = now() + RECOVERY;
    },
    // one that has begun since counts, too: the request was still under way
    since: (from) => windows.some(({ to }) => to >= from),
  };
}
