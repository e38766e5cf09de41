import { type AuditContext, FIRST_ID } from './audit-context.ts';
import { type CheckReport, Findings } from './findings.ts';

const PAGE = 5_000;

interface Row {
  id: string;
  blob_id: string;
  state: string | null;
  astray: boolean;
}

/**
 * Every reference, current or history, leads to a ready picture of its own organization. Each page is one
 * statement, so one snapshot: what it shows was true at one moment, and no second look can excuse it.
 */
export async function checkReferences({ pool, signal }: AuditContext): Promise<CheckReport[]> {
  const ready = new Findings('references lead to ready pictures', ['I1', 'I2', 'I5']);
  const own = new Findings('references stay in their organization', ['I2']);
  for (let after = FIRST_ID; ; ) {
    signal?.throwIfAborted();
    const { rows } = await pool.query<Row>(
      `SELECT p.id, p.blob_id, b.state,
         (b.organization_id, e.organization_id) IS DISTINCT FROM (p.organization_id, p.organization_id) AS astray
       FROM portrait.portraits p
       LEFT JOIN portrait.blobs b ON b.id = p.blob_id
       LEFT JOIN shared.entities e ON e.id = p.entity_id
       WHERE p.id > $1 ORDER BY p.id LIMIT ${PAGE}`,
      [after],
    );
    for (const { id, blob_id, state, astray } of rows) {
      ready.examined();
      own.examined();
      if (state === null) ready.breach(id, `the picture ${blob_id} does not exist`);
      else if (state !== 'ready') ready.breach(id, `the picture ${blob_id} is ${state}`);
      if (astray && state !== null) own.breach(id, `the picture ${blob_id} or its owner is elsewhere`);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return [ready.report(), own.report()];
    after = last.id;
  }
}
