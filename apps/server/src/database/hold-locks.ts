import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { cutWhenSilent, type Silence } from './cut-when-silent.ts';
import { CONNECT_TIMEOUT, closeClient, KEEP_ALIVE } from './pool.ts';

export interface HoldLocks {
  /** Past a pooler. */
  url: string;
  applicationName: string;
  /** Takes the locks on a fresh connection. @returns false when they cannot be had */
  take(client: Client): Promise<boolean>;
  /** They were lost with their connection, and somebody else has them now; they are not tried for again. */
  onTaken?(): void;
  /** When a silent connection counts as lost. */
  silence?: Silence;
}

export interface HeldLocks {
  /** The connection that holds them; undefined while it is lost. */
  readonly client: Client | undefined;
  release(): Promise<void>;
}

const WAIT = { /** ms */ first: 100, most: 1_000 };

/**
 * Holds locks of a session on a connection of their own; when that breaks, they are taken again.
 *
 * @returns undefined when they cannot be had now
 */
export async function holdLocks(options: HoldLocks): Promise<HeldLocks | undefined> {
  const releasing = new AbortController();
  let client = await connectAndTake(options);
  if (client === undefined) return undefined;
  const watch = (watched: Client) => {
    watched.once('end', () => {
      client = undefined;
      if (!releasing.signal.aborted) void retake();
    });
    cutWhenSilent(watched, options.silence);
  };
  const retake = async () => {
    for (let wait = WAIT.first; !releasing.signal.aborted; wait = Math.min(wait * 2, WAIT.most)) {
      const taken = await connectAndTake(options).catch(() => 'no answer' as const);
      if (taken instanceof Client) {
        if (releasing.signal.aborted) return closeClient(taken);
        client = taken;
        watch(taken);
        return;
      }
      if (taken === undefined) return options.onTaken?.();
      await delay(wait, undefined, { signal: releasing.signal, ref: false }).catch(() => {});
    }
  };
  watch(client);
  return {
    get client() {
      return client;
    },
    async release() {
      releasing.abort();
      if (client !== undefined) await closeClient(client);
    },
  };
}

async function connectAndTake({ url, applicationName, take }: HoldLocks): Promise<Client | undefined> {
  const client = new Client({
    connectionString: url,
    application_name: `likeness ${applicationName}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    query_timeout: CONNECT_TIMEOUT,
    ...KEEP_ALIVE,
  });
  client.on('error', () => {}); // queries fail with it, and `end` follows
  let held = false;
  try {
    await client.connect();
    // The server shall notice soon when this machine loses its power, and let the locks go.
    await client.query(
      'SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3',
    );
    held = await take(client);
    return held ? client : undefined;
  } finally {
    if (!held) await closeClient(client);
  }
}
