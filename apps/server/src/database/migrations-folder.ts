import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One numbered SQL file of `src/database/migrations`. */
export interface Migration {
  /** File name without `.sql`. */
  tag: string;
  /** ms since 1970: what orders migrations, and their key in the database. */
  when: number;
  sql: string;
  /** SHA-256 of the file, hex. */
  hash: string;
}

/**
 * Where applied migrations are written down: not drizzle's default place, which an application that we share
 * the database with may use itself.
 */
export const MIGRATIONS_TABLE = { migrationsSchema: 'likeness', migrationsTable: 'migrations' };

export const MIGRATIONS_FOLDER = fileURLToPath(new URL('./migrations', import.meta.url));

/** What `drizzle-kit generate` writes beside the files. */
export interface Journal {
  version: string;
  dialect: string;
  entries: { idx: number; version: string; when: number; tag: string; breakpoints: boolean }[];
}

export function readJournal(folder = MIGRATIONS_FOLDER): Journal {
  return JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8')) as Journal;
}

/** The migrations that this version knows, oldest first. */
export function readMigrations(folder = MIGRATIONS_FOLDER): Migration[] {
  return readJournal(folder).entries.map(({ tag, when }) => {
    const sql = readFileSync(join(folder, `${tag}.sql`), 'utf8');
    return { tag, when, sql, hash: createHash('sha256').update(sql).digest('hex') };
  });
}
