import type { ListedObject } from '@likeness/storage';
import type { Outcome } from './move-object.ts';

export interface MigrationReport {
  copied: number;
  /** bytes of what was copied */
  copiedBytes: number;
  /** Those that were in the new store already, the same. */
  present: number;
  /** Those that were deleted meanwhile. */
  gone: number;
  /** Those of which the new store has others, which stay. */
  differing: number;
  /** Those that the old store has and the new one has not, after all. */
  missing: number;
  failed: number;
  /** Objects of the old store that were removed, verified before. */
  removedFromSource: number;
  /** What was wrong with which; the first thousand. */
  findings: { key: string; finding: string }[];
}

export type Told = Outcome | 'missing' | 'failed';

const MOST_FINDINGS = 1_000;

export const emptyReport = (): MigrationReport => ({
  copied: 0,
  copiedBytes: 0,
  present: 0,
  gone: 0,
  differing: 0,
  missing: 0,
  failed: 0,
  removedFromSource: 0,
  findings: [],
});

const COUNTED_AS = {
  copied: 'copied',
  present: 'present',
  gone: 'gone',
  differs: 'differing',
  missing: 'missing',
  failed: 'failed',
} as const;

/** Counts what became of an object. */
export function count(
  report: MigrationReport,
  told: Told,
  { key, size }: ListedObject,
  finding?: string,
): void {
  report[COUNTED_AS[told]]++;
  if (told === 'copied') report.copiedBytes += size;
  if (finding !== undefined && report.findings.length < MOST_FINDINGS) report.findings.push({ key, finding });
}

/** Whether every object of the old store is in the new one, the same. */
export function isWhole({ differing, missing, failed }: MigrationReport): boolean {
  return differing + missing + failed === 0;
}
