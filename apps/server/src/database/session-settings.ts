import { Client } from 'pg';
import { sqlState } from './errors.ts';
import { CONNECT_TIMEOUT } from './pool.ts';

/** Protocol violation, which is PgBouncer's answer, and a feature that is not supported. */
const REFUSED = new Set(['08P01', '0A000']);

/** An address whose connections look for tables in a schema first. */
export function withSearchPath(address: string, schema: string): string {
  const url = new URL(address);
  const options = `${url.searchParams.get('options') ?? ''} -c search_path=${schema}`;
  url.searchParams.set('options', options.trim());
  return url.href;
}

/**
 * Whether connections may be opened with the settings that our pools ask for. A pooler may refuse them, or leave them
 * out without a word, also one that keeps sessions.
 */
export async function takesSettings(url: string): Promise<boolean> {
  const client = new Client({
    connectionString: withSearchPath(url, 'public'),
    application_name: 'likeness start',
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    query_timeout: CONNECT_TIMEOUT,
    statement_timeout: CONNECT_TIMEOUT,
  });
  client.on('error', () => {}); // the query fails with it
  try {
    await client.connect();
    const { rows } = await client.query<{ taken: boolean }>(
      `SELECT bool_and(source IN ('client', 'session')) AS taken FROM pg_settings
       WHERE name IN ('statement_timeout', 'search_path')`,
    );
    return rows[0]?.taken ?? false;
  } catch (error) {
    if (REFUSED.has(sqlState(error) ?? '')) return false;
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}
