import type { AuditContext } from './audit-context.ts';
import { type CheckReport, Findings } from './findings.ts';
import { settle } from './settle.ts';

interface Row {
  id: string;
  storage_id: string;
  state: string;
  /** ms, by the database's clock */
  age: number;
  variants: number;
}

/** Rows that an upload or a sweep left half-way are finished by the next cleanup; they hold no variants. */
export async function checkUnfinished(context: AuditContext): Promise<CheckReport[]> {
  const findings = new Findings('unfinished rows are cleaned up', ['I4']);
  const empty = new Findings('unfinished rows have no variants', ['I5']);
  const rows = await unfinished(context);
  for (const { id, state, variants } of rows) {
    findings.examined();
    empty.examined();
    if (variants > 0) empty.breach(id, `${state} with ${variants} variants`);
  }
  const old = rows.filter(({ age }) => age >= context.patience);
  const left = await settle(old, context.settle, async (suspects) => {
    const same = new Set((await unfinished(context)).map(identityOf));
    return suspects.filter((row) => same.has(identityOf(row)));
  });
  for (const { id, state, age } of left) {
    findings.breach(id, `${state}, last touched ${Math.round(age / 60_000)} minutes ago`);
  }
  return [findings.report(), empty.report()];
}

const identityOf = (row: Row) => `${row.id} ${row.storage_id} ${row.state}`;

async function unfinished({ pool }: AuditContext): Promise<Row[]> {
  const { rows } = await pool.query<Row>(`
    SELECT b.id, b.storage_id::text, b.state,
      (extract(epoch FROM clock_timestamp() - b.touched_at) * 1000)::float8 AS age,
      (SELECT count(*) FROM portrait.variants v WHERE v.blob_id = b.id)::int AS variants
    FROM portrait.blobs b WHERE b.state <> 'ready' ORDER BY b.touched_at`);
  return rows;
}
