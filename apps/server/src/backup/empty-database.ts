import type { ClientBase } from 'pg';
import { quoteName, SCHEMAS } from './tables.ts';

/** True when there is anything that a restore would throw away. */
export async function holdsPortraits(client: ClientBase): Promise<boolean> {
  for (const table of ['portrait.blobs', 'shared.users', 'shared.entities']) {
    const there = await client.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [
      table,
    ]);
    if (!there.rows[0]?.found) continue;
    const rows = await client.query(`SELECT FROM ${table} LIMIT 1`);
    if (rows.rowCount !== 0) return true;
  }
  return false;
}

/**
 * Removes everything of ours, and makes the table of applied migrations anew, empty. What is not ours in
 * `public` stays: ours there carries a comment that begins with "Likeness:", or is a view over our tables.
 */
export async function emptyDatabase(client: ClientBase): Promise<void> {
  for (const schema of [...SCHEMAS, 'likeness']) {
    await client.query(`DROP SCHEMA IF EXISTS ${quoteName(schema)} CASCADE`);
  }
  const { rows } = await client.query<{ signature: string }>(
    `SELECT p.oid::regprocedure::text AS signature FROM pg_proc p
     WHERE p.pronamespace = 'public'::regnamespace AND obj_description(p.oid, 'pg_proc') LIKE 'Likeness:%'`,
  );
  for (const { signature } of rows) await client.query(`DROP ROUTINE ${signature}`);
  await client.query('CREATE SCHEMA likeness');
  await client.query(
    'CREATE TABLE likeness.migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)',
  );
}
