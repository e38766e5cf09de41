import type { AuditContext } from './audit-context.ts';
import { type CheckReport, Findings } from './findings.ts';

/** What constraints forbid, looked at all the same: a restore by hand may have come without them. */
export async function checkUniqueness({ pool }: AuditContext): Promise<CheckReport[]> {
  const ids = new Findings('storage ids never repeat', ['I2']);
  const current = new Findings('one current picture for each entity', ['I2']);
  const counts = await pool.query<{ blobs: string; current: string }>(`
    SELECT (SELECT count(*) FROM portrait.blobs) AS blobs,
      (SELECT count(*) FROM portrait.portraits WHERE ended_at IS NULL) AS current`);
  ids.examined(Number(counts.rows[0]?.blobs));
  current.examined(Number(counts.rows[0]?.current));
  // the sequence is read last: numbers that are taken while this runs can only make it greater
  const highest = await pool.query<{ id: string }>(
    'SELECT coalesce(max(storage_id), 0) AS id FROM portrait.blobs',
  );
  const sequence = await pool.query<{ id: string }>('SELECT last_value AS id FROM portrait.storage_ids');
  const [used, given] = [highest.rows[0]?.id ?? '0', sequence.rows[0]?.id ?? '0'];
  if (BigInt(used) > BigInt(given)) {
    ids.breach(used, `the sequence is at ${given}: the number will be given again`);
  }
  const twice = await pool.query<{ storage_id: string; times: string }>(`
    SELECT storage_id, count(*) AS times FROM portrait.blobs GROUP BY storage_id HAVING count(*) > 1
    ORDER BY storage_id`);
  for (const { storage_id, times } of twice.rows) {
    ids.breach(storage_id, `${times} pictures have the same storage id`);
  }
  const several = await pool.query<{ entity_id: string; times: string }>(`
    SELECT entity_id, count(*) AS times FROM portrait.portraits WHERE ended_at IS NULL
    GROUP BY entity_id HAVING count(*) > 1 ORDER BY entity_id`);
  for (const { entity_id, times } of several.rows) {
    current.breach(entity_id, `the entity has ${times} current pictures`);
  }
  return [ids.report(), current.report()];
}
