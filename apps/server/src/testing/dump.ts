import { buffer } from 'node:stream/consumers';
import type { StorageDriver } from '@likeness/storage';
import type { Pool } from 'pg';

/** Every value of every row of every table, `bytea` as the bytes that it is. */
export async function dumpDatabase(pool: Pool): Promise<Buffer[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`,
  );
  const dumped: Buffer[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query({ text: `SELECT * FROM ${name}`, rowMode: 'array' });
    for (const value of (rows as unknown[][]).flat()) {
      dumped.push(Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value) ?? ''));
    }
  }
  return dumped;
}

/** Every object with its key before it. */
export async function dumpObjects(store: StorageDriver): Promise<Buffer[]> {
  const { objects } = await store.list();
  return Promise.all(
    objects.map(async ({ key }) =>
      Buffer.concat([Buffer.from(key), await buffer((await store.get({ key })).body)]),
    ),
  );
}
