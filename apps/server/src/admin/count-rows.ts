import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';

/** A count of more rows than this is remembered, for so many ms: nobody misses one in a hundred thousand. */
const MANY = 100_000;
const HOLDS = 60_000;

const remembered = new WeakMap<Database, Map<string, { rows: number; until: number }>>();

/**
 * How many rows there are.
 *
 * @param from as `schema.table WHERE …`
 * @param name what a large count is remembered by
 */
export async function countRows(db: Database, from: SQL, name: string): Promise<number> {
  const known = remembered.get(db) ?? new Map<string, { rows: number; until: number }>();
  remembered.set(db, known);
  const last = known.get(name);
  if (last !== undefined && performance.now() < last.until) return last.rows;
  const { rows } = await db.execute<{ rows: string }>(sql`SELECT count(*) AS rows FROM ${from}`);
  const count = Number(rows[0]?.rows ?? 0);
  if (count > MANY) known.set(name, { rows: count, until: performance.now() + HOLDS });
  else known.delete(name);
  return count;
}
