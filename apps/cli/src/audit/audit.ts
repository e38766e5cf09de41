/**
 * The independent auditor: proves what docs/reliability.md promises with its own SQL, its own listing of the
 * store, its own reading and hashing. It shares no code with the product but the storage driver, so a fault
 * in the product cannot hide itself here, and it only reads.
 *
 * It may run beside a server under load. Checks that are one statement have one snapshot. Those that compare
 * the database with the store take a second look at whatever seems wrong, in the order in which the product
 * must write: an object only ever appears after its row, and disappears before it.
 */
import { Pool } from 'pg';
import type { AuditContext } from './audit-context.ts';
import { checkAcknowledged } from './check-acknowledged.ts';
import { checkBodies } from './check-bodies.ts';
import { checkDocuments } from './check-documents.ts';
import { checkObjects } from './check-objects.ts';
import { checkPhotos } from './check-photos.ts';
import { checkPictures } from './check-pictures.ts';
import { checkReferences } from './check-references.ts';
import { checkStatistics } from './check-statistics.ts';
import { checkTemporaryFiles } from './check-temporary-files.ts';
import { checkUnfinished } from './check-unfinished.ts';
import { checkUniqueness } from './check-uniqueness.ts';
import type { CheckReport } from './findings.ts';

export interface AuditOptions extends Omit<AuditContext, 'pool' | 'settle'> {
  databaseUrl: string;
  /** ms; see `settle.ts` */
  settle?: number;
}

export interface AuditReport {
  clean: boolean;
  /** ms */
  took: number;
  checks: CheckReport[];
}

const DEFAULTS = { settle: 5_000 };

const CHECKS: readonly ((context: AuditContext) => Promise<CheckReport[]>)[] = [
  checkReferences,
  checkPictures,
  checkUniqueness,
  checkStatistics,
  checkObjects,
  checkBodies,
  checkDocuments,
  checkPhotos,
  checkUnfinished,
  checkTemporaryFiles,
  checkAcknowledged,
];

/**
 * Runs every check, one after the other.
 *
 * @throws what the database or the store threw, when it could not be carried out
 */
export async function audit({
  databaseUrl,
  settle = DEFAULTS.settle,
  ...options
}: AuditOptions): Promise<AuditReport> {
  const started = Date.now();
  const pool = new Pool({
    connectionString: databaseUrl,
    application_name: 'likeness audit',
    max: 4,
    onConnect: async (client) => {
      client.on('error', () => {}); // the query under way fails with it
      await client.query('SET default_transaction_read_only = on');
    },
  });
  pool.on('error', () => {});
  try {
    const context: AuditContext = { ...options, pool, settle: { left: settle } };
    const checks: CheckReport[] = [];
    for (const check of CHECKS) checks.push(...(await check(context)));
    return { clean: checks.every(({ breaches }) => breaches === 0), took: Date.now() - started, checks };
  } finally {
    await pool.end();
  }
}
