import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import type { Ledger } from './ledger.ts';
import type { MemoryOf } from './memory.ts';
import type { Trouble } from './trouble.ts';

export interface SoakReport {
  engines: 'fleet' | 'embedded';
  seed: number;
  /** s */
  lasted: number;
  ledger: Ledger;
  trouble: Trouble;
  acknowledged: number;
  lost: readonly string[];
  /** What `likeness audit` printed, and its exit code. */
  audit: { code: number; text: string; breaches: number };
  memory: readonly MemoryOf[];
}

const SHOWN = 20;
const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((all, one) => all + one, 0);

export const isClean = ({ ledger, lost, audit }: SoakReport): boolean =>
  ledger.failures.length === 0 && lost.length === 0 && audit.code === 0;

/** The report as lines. */
export function printSoak(report: SoakReport): string {
  const { ledger, trouble, memory, audit } = report;
  const { operations } = ledger;
  const total = sum(operations);
  const list = (what: string, all: readonly string[]) => [
    `${what.padEnd(32)}${String(all.length).padStart(8)}`,
    ...all.slice(0, SHOWN).map((one) => `  ${one}`),
  ];
  return [
    `Soak of ${(report.lasted / 60).toFixed(1)} minutes on ${report.engines}, seed ${report.seed}`,
    '',
    ...[...operations]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([kind, count]) => `${kind.padEnd(32)}${String(count).padStart(8)}`),
    `${'operations'.padEnd(32)}${String(total).padStart(8)}`,
    '',
    `${'processes killed'.padEnd(32)}${String(trouble.kills).padStart(8)}`,
    ...trouble.outages.map((one) => `  ${one}`),
    `${'connections cut by kills'.padEnd(32)}${String(ledger.cuts).padStart(8)}`,
    `${'asked again after Retry-After'.padEnd(32)}${String(sum(ledger.again)).padStart(8)}`,
    ...[...ledger.again].map(([code, count]) => `  ${code}: ${count}`),
    ...list('client-visible failures', ledger.failures),
    `${'acknowledged, verified'.padEnd(32)}${String(report.acknowledged).padStart(8)}`,
    ...list('lost', report.lost),
    `${'audit breaches'.padEnd(32)}${String(audit.breaches).padStart(8)}`,
    '',
    'resident memory                     peak    growth   watched',
    ...memory.map(
      ({ name, peak, growth, watched }) =>
        `${name.padEnd(28)}${peak.toFixed(0).padStart(8)} MiB ${(growth?.toFixed(1) ?? '–').padStart(8)} MiB/h ${watched.toFixed(0).padStart(5)} s`,
    ),
    '',
    ...(audit.code === 0 ? [] : [audit.text, '']),
    isClean(report) ? 'Clean.' : 'NOT clean.',
  ].join('\n');
}

/** One line a figure. */
export async function writeSoak(path: string, report: SoakReport): Promise<void> {
  const { ledger, trouble, memory, engines, seed } = report;
  const figures: [string, number, string][] = [
    ['minutes', report.lasted / 60, 'min'],
    ...[...ledger.operations].map(([kind, count]): [string, number, string] => [kind, count, 'operations']),
    ['processes killed', trouble.kills, 'count'],
    ['engines taken away', trouble.outages.length, 'count'],
    ['connections cut by kills', ledger.cuts, 'count'],
    ['asked again after Retry-After', sum(ledger.again), 'count'],
    ['client-visible failures', ledger.failures.length, 'count'],
    ['acknowledged, verified', report.acknowledged, 'count'],
    ['lost', report.lost.length, 'count'],
    ['audit breaches', report.audit.breaches, 'count'],
    ...memory.flatMap(({ name, peak, growth }): [string, number, string][] => [
      [`${name}, peak RSS`, peak, 'MiB'],
      ...(growth === undefined ? [] : [[`${name}, RSS growth`, growth, 'MiB/h'] as [string, number, string]]),
    ]),
  ];
  const date = new Date().toISOString().slice(0, 16);
  const machine = `${cpus().length},${process.versions.node}`;
  const lines = figures.map(
    ([metric, value, unit]) =>
      `"${metric}",${Number(value.toPrecision(4))},${unit},${engines},${seed},${date},${machine}`,
  );
  await writeFile(path, `metric,value,unit,engines,seed,date,cores,node\n${lines.join('\n')}\n`);
}
