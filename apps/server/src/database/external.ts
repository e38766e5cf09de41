import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { ConfigurationError } from '../errors.ts';
import { isDatabaseUnavailable } from './errors.ts';
import { CONNECT_TIMEOUT } from './pool.ts';
import { refusal } from './refusal.ts';
import { handsSessionsRound, isSameDatabase, type Probed } from './session-probes.ts';
import { takesSettings } from './session-settings.ts';

const OLDEST = 15;

export interface Addresses {
  url: string;
  directUrl?: string | undefined;
}

/**
 * Waits until the servers behind the addresses let us in, and checks that they will do: their version, that they can be
 * written to, and that there are sessions to be had.
 *
 * @throws ConfigurationError `DATABASE_URL` or `DATABASE_DIRECT_URL`
 */
export async function checkAddresses(
  { url, directUrl }: Addresses,
  { patience }: { /** ms */ patience: number },
): Promise<void> {
  const reach = (variable: string, work: () => Promise<void>) =>
    untilReached(work, { variable, url: variable === 'DATABASE_URL' ? url : (directUrl ?? url), patience });
  await reach('DATABASE_URL', async () => {
    await checkServer(url, 'DATABASE_URL');
    if (directUrl !== undefined) return;
    const pooler = await poolerAt(url);
    if (pooler === undefined) return;
    throw new ConfigurationError(
      'DATABASE_DIRECT_URL',
      `is needed: DATABASE_URL leads through a pooler that ${pooler}. Set it to the same database past that pooler.`,
    );
  });
  if (directUrl === undefined) return;
  await reach('DATABASE_DIRECT_URL', async () => {
    await checkServer(directUrl, 'DATABASE_DIRECT_URL');
    const pooler = await poolerAt(directUrl);
    if (pooler !== undefined) {
      throw new ConfigurationError(
        'DATABASE_DIRECT_URL',
        `leads through a pooler that ${pooler}. Set it to the address of PostgreSQL itself.`,
      );
    }
    if (!(await withClients(url, directUrl, isSameDatabase))) {
      throw new ConfigurationError(
        'DATABASE_DIRECT_URL',
        'leads to another database than DATABASE_URL. Both must name the same database of the same server.',
      );
    }
  });
}

/** What keeps us from having sessions of our own at an address; undefined when nothing does. */
async function poolerAt(url: string): Promise<string | undefined> {
  if (await withClients(url, url, handsSessionsRound)) return 'hands connections round between transactions';
  return (await takesSettings(url)) ? undefined : 'takes no settings of a connection';
}

interface Reach {
  variable: string;
  url: string;
  patience: number;
}

async function untilReached(work: () => Promise<void>, { variable, url, patience }: Reach): Promise<void> {
  const deadline = Date.now() + patience;
  for (let wait = 100; ; wait = Math.min(wait * 2, 1_000)) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ConfigurationError) throw error;
      if (!mayPass(error) || Date.now() + wait > deadline) throw refusal({ variable, url }, error);
      await delay(wait);
    }
  }
}

/** Worth another try. A file of certificates that is not there does not come by waiting. */
function mayPass(error: unknown): boolean {
  return isDatabaseUnavailable(error) && (error as NodeJS.ErrnoException).syscall !== 'open';
}

async function checkServer(url: string, variable: string): Promise<void> {
  await withClients(url, undefined, async ({ query }) => {
    const [server] = await query<{ version: number }>(
      `SELECT current_setting('server_version_num')::int / 10000 AS version`,
    );
    const version = server?.version ?? 0;
    if (version < OLDEST) {
      throw new ConfigurationError(
        variable,
        `the server is PostgreSQL ${version}; Likeness needs ${OLDEST} or newer.`,
      );
    }
    const [state] = await query<{ standby: boolean }>('SELECT pg_is_in_recovery() AS standby');
    if (state?.standby) {
      throw new ConfigurationError(
        variable,
        'leads to a standby, which cannot be written to. Set it to the primary; a standby may be DATABASE_REPLICA_URL.',
      );
    }
  });
}

/** Runs probes on connections of their own: one to `url`, and one to `other` where it is given. */
async function withClients<T>(
  url: string,
  other: string | undefined,
  work: (one: Probed, other: Probed) => Promise<T>,
): Promise<T> {
  const clients = [url, other ?? url].map((connectionString) => {
    const client = new Client({
      connectionString,
      application_name: 'likeness start',
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      query_timeout: CONNECT_TIMEOUT,
    });
    client.on('error', () => {}); // the query fails with it
    return client;
  });
  const [one, two] = clients as [Client, Client];
  const probed = (client: Client): Probed => ({
    query: async (text, values) => (await client.query(text, values)).rows,
  });
  try {
    await one.connect();
    if (other !== undefined) await two.connect();
    return await work(probed(one), probed(two));
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => {})));
  }
}
