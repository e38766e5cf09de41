import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client, type ClientBase } from 'pg';
import { ConfigurationError } from '../errors.ts';
import { MIGRATION_LOCK } from './advisory-locks.ts';
import { MIGRATIONS_FOLDER, MIGRATIONS_TABLE, type Migration, readMigrations } from './migrations-folder.ts';

type Queryable = Pick<ClientBase, 'query'>;

/**
 * Migrations that the database still lacks, oldest first. Changes nothing.
 *
 * @throws ConfigurationError when the database holds one that this version does not know
 */
export async function pendingMigrations(client: Queryable): Promise<Migration[]> {
  const known = readMigrations();
  const applied = await appliedMigrations(client);
  const unknown = applied.find((when) => !known.some((migration) => migration.when === when));
  if (unknown !== undefined) {
    throw new ConfigurationError(
      'DATABASE_URL',
      `the database was made by a newer Likeness (migration of ${new Date(unknown).toISOString()}). Run that version, or restore a backup of this one.`,
    );
  }
  return known.filter(({ when }) => !applied.includes(when));
}

/** `when` of every applied migration, oldest first; none when the database is empty. */
export async function appliedMigrations(client: Queryable): Promise<number[]> {
  const table = await client.query<{ found: boolean }>(
    `SELECT to_regclass('likeness.migrations') IS NOT NULL AS found`,
  );
  if (!table.rows[0]?.found) return [];
  const applied = await client.query<{ created_at: string }>(
    'SELECT created_at FROM likeness.migrations ORDER BY created_at',
  );
  return applied.rows.map((row) => Number(row.created_at));
}

/**
 * Applies what is pending, under a lock: of several processes that start at once, one does the work and the
 * others wait for it. All or nothing.
 *
 * @returns what was applied
 */
export async function applyMigrations(
  url: string,
  { folder = MIGRATIONS_FOLDER }: { folder?: string } = {},
): Promise<Migration[]> {
  const client = new Client({ connectionString: url, application_name: 'likeness migrations' });
  client.on('error', () => {}); // the statement under way fails with it
  await client.connect();
  try {
    if ((await pendingMigrations(client)).length === 0) return [];
    await client.query('SELECT pg_advisory_lock($1)', [String(MIGRATION_LOCK)]);
    const before = await appliedMigrations(client);
    const todo = readMigrations(folder).filter(({ when }) => !before.includes(when));
    await migrate(drizzle(client), { migrationsFolder: folder, ...MIGRATIONS_TABLE });
    return todo;
  } finally {
    await client.end();
  }
}
