import { formatTable } from '../text-table.ts';

export type Operation = 'upload' | 'replace' | 'read' | 'delete' | 'undo';

interface Measured {
  /** ms */
  latencies: number[];
  errors: number;
}

/** Latencies and errors of a run, by operation. */
export class Measurements {
  readonly #operations = new Map<Operation, Measured>();
  readonly #errors = new Map<string, number>();
  duplicates = 0;
  /** Requests that were told to wait, and did. */
  waits = 0;

  succeeded(operation: Operation, latency: number): void {
    this.#of(operation).latencies.push(latency);
  }

  failed(operation: Operation, code: string): void {
    this.#of(operation).errors++;
    const what = `${operation}: ${code}`;
    this.#errors.set(what, (this.#errors.get(what) ?? 0) + 1);
  }

  get errors(): number {
    return [...this.#errors.values()].reduce((sum, count) => sum + count, 0);
  }

  count(operation: Operation): number {
    return this.#operations.get(operation)?.latencies.length ?? 0;
  }

  /** As a table: counts, errors, and latencies in milliseconds. */
  describe(): string {
    const rows = [...this.#operations].map(([operation, { latencies, errors }]) => {
      const sorted = latencies.toSorted((a, b) => a - b);
      const figures = [0.5, 0.95, 0.99].map((share) => percentile(sorted, share).toFixed(1));
      return [operation, String(sorted.length), String(errors), ...figures];
    });
    const lines = [formatTable(['operation', 'done', 'errors', 'p50 ms', 'p95 ms', 'p99 ms'], rows), ''];
    lines.push(`duplicates: ${this.duplicates}, waits for 429 or 503: ${this.waits}`);
    for (const [what, count] of this.#errors) lines.push(`ERROR ${what}: ${count}`);
    return lines.join('\n');
  }

  #of(operation: Operation): Measured {
    const found = this.#operations.get(operation) ?? { latencies: [], errors: 0 };
    this.#operations.set(operation, found);
    return found;
  }
}

/** The smallest value that at least that share of the values does not exceed; 0 when there are none. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
