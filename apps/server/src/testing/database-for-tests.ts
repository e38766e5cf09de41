import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { loadConfig } from '../config/config.ts';
import { openDatabase } from '../database/database.ts';
import { applyMigrations } from '../database/migrate.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of a superuser, on a database that tests leave alone. */
    adminDatabaseUrl: string;
    /** A migrated database for CREATE DATABASE … TEMPLATE. */
    templateDatabase: string;
  }
}

/**
 * Global set-up of the integration tests: one real PostgreSQL for all, the embedded one in a temporary
 * folder or the one that `LIKENESS_TEST_DATABASE_URL` names (a superuser's address).
 */
export default async function databaseForTests(project: TestProject): Promise<() => Promise<void>> {
  const { url, stop } = await startServer();
  const template = `likeness_template_${randomBytes(4).toString('hex')}`;
  const admin = new Client({ connectionString: url });
  admin.on('error', () => {}); // the query under way fails with it
  await admin.connect();
  await admin.query(`CREATE DATABASE ${template}`);
  await applyMigrations(databaseUrl(url, template));
  project.provide('adminDatabaseUrl', url);
  project.provide('templateDatabase', template);
  return async () => {
    await admin.query(`DROP DATABASE ${template} WITH (FORCE)`);
    await admin.end();
    await stop();
  };
}

/** The address of another database of the same server. */
export function databaseUrl(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

async function startServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env.LIKENESS_TEST_DATABASE_URL;
  if (given !== undefined && given !== '') return { url: given, stop: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'likeness-test-database-'));
  const config = loadConfig({ LIKENESS_DATA_DIR: join(folder, 'data') });
  const log = pino({ level: 'warn' });
  const handle = await openDatabase({ config, log, applicationName: 'tests', own: true, migrate: false });
  return {
    url: handle.url,
    stop: async () => {
      await handle.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
