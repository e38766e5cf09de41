// What was measured, so that a figure can be told from that of another version.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { STATISTICS_PROVENANCE } from '@likeness/body';

/** One row. */
export function conditions() {
  const template = createRequire(import.meta.url).resolve('@likeness/body/template.bin');
  return {
    template: createHash('sha256').update(readFileSync(template)).digest('hex').slice(0, 12),
    fittedOn: STATISTICS_PROVENANCE.people,
    heldOut: STATISTICS_PROVENANCE.heldOut,
    split: STATISTICS_PROVENANCE.heldOutSeed,
    node: process.version,
  };
}
