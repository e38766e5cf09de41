import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { cutWhenSilent, type Silence } from './cut-when-silent.ts';
import { CONNECT_TIMEOUT, closeClient, KEEP_ALIVE } from './pool.ts';

export interface ListenOptions {
  /** Asked before every connection: the embedded database may have moved. */
  url(): string;
  /** What to do with the payload of a notification, by channel. */
  channels: Readonly<Record<string, (payload: string) => void>>;
  /** Listening has begun, for the first time or again: what was notified in between is lost. */
  onListening?(): void;
  /** When a silent connection counts as lost. */
  silence?: Silence;
  log: Logger;
}

export interface Listener {
  stop(): Promise<void>;
}

/** ms until a lost connection is made again */
const PAUSE = 1_000;

/**
 * Listens on channels of PostgreSQL with a connection of its own, which is made again whenever it is lost.
 *
 * @example listen({ url: () => database.url, channels: { likeness_outbox: () => wake() }, log })
 */
export function listen(options: ListenOptions): Listener {
  const stopping = new AbortController();
  const running = keepListening(options, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function keepListening(options: ListenOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await listenOnce(options, signal).catch((error: Error) => {
      if (!signal.aborted) options.log.warn({ reason: error.message }, 'not listening to the database');
    });
    if (!signal.aborted) await delay(PAUSE, undefined, { signal }).catch(() => {});
  }
}

/** Resolves when told to stop; rejects when the connection is lost. */
async function listenOnce(
  { url, channels, onListening, silence }: ListenOptions,
  signal: AbortSignal,
): Promise<void> {
  const client = new Client({
    connectionString: url(),
    application_name: 'likeness listener',
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    query_timeout: CONNECT_TIMEOUT,
    ...KEEP_ALIVE,
  });
  const over = new Promise<void>((resolve, reject) => {
    client.on('error', reject);
    client.on('end', () => reject(new Error('the connection ended')));
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  over.catch(() => {});
  try {
    await client.connect();
    client.on('notification', ({ channel, payload = '' }) => channels[channel]?.(payload));
    for (const channel of Object.keys(channels))
      await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
    onListening?.();
    cutWhenSilent(client, silence);
    await over;
  } finally {
    await closeClient(client);
  }
}
