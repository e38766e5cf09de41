/** Counts of what callers did and what they were answered. */
export interface Ledger {
  /** An operation that was acknowledged. */
  done(kind: string): void;
  /** An answer of 503 with Retry-After, or 409 "still under way": the caller asked again. */
  retried(code: string): void;
  /** A connection that broke because its process was killed. */
  cut(): void;
  /** Anything that a caller would complain of. */
  failed(what: string): void;
  readonly operations: ReadonlyMap<string, number>;
  /** By code of the answer. */
  readonly again: ReadonlyMap<string, number>;
  readonly cuts: number;
  readonly failures: readonly string[];
}

export function createLedger(): Ledger {
  const operations = new Map<string, number>();
  const failures: string[] = [];
  const again = new Map<string, number>();
  let cuts = 0;
  const count = (of: Map<string, number>, what: string) => void of.set(what, (of.get(what) ?? 0) + 1);
  return {
    done: (kind) => count(operations, kind),
    retried: (code) => count(again, code),
    cut: () => void cuts++,
    failed: (what) => void failures.push(what),
    operations,
    again,
    get cuts() {
      return cuts;
    },
    failures,
  };
}
