import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { ConfigurationError } from '../errors.ts';
import { isDatabaseUnavailable, sqlState } from './errors.ts';
import { CONNECT_TIMEOUT } from './pool.ts';

const OLDEST = 15;

/**
 * Waits until the server behind an address lets us in, and checks its version.
 *
 * @throws ConfigurationError `DATABASE_URL` when it does not answer in time, refuses us or is too old
 */
export async function reachServer(url: string, { patience }: { /** ms */ patience: number }): Promise<void> {
  const deadline = Date.now() + patience;
  for (let wait = 100; ; wait = Math.min(wait * 2, 1_000)) {
    try {
      return await checkServer(url);
    } catch (error) {
      if (error instanceof ConfigurationError) throw error;
      if (!isDatabaseUnavailable(error) || Date.now() + wait > deadline) throw refusal(url, error);
      await delay(wait);
    }
  }
}

async function checkServer(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT });
  client.on('error', () => {}); // the query fails with it
  try {
    await client.connect();
    const answer = await client.query<{ version: number }>(
      `SELECT current_setting('server_version_num')::int / 10000 AS version`,
    );
    const version = answer.rows[0]?.version ?? 0;
    if (version < OLDEST) {
      throw new ConfigurationError(
        'DATABASE_URL',
        `the server is PostgreSQL ${version}; Likeness needs ${OLDEST} or newer.`,
      );
    }
  } finally {
    await client.end().catch(() => {});
  }
}

function refusal(url: string, cause: unknown): ConfigurationError {
  const { host, pathname, username } = new URL(url);
  const name = decodeURIComponent(pathname.slice(1) || username);
  const state = sqlState(cause);
  const said = cause instanceof Error ? cause.message || (cause as { code?: string }).code : String(cause);
  const sentence =
    state === '28P01' || state === '28000'
      ? `the server at ${host} refuses the user or the password (${said}).`
      : state === '3D000'
        ? `there is no database ${name} at ${host}. Create it first.`
        : `the database at ${host} cannot be reached (${said}).`;
  return new ConfigurationError('DATABASE_URL', sentence, { cause });
}
