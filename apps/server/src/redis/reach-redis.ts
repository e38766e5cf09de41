import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { ConfigurationError } from '../errors.ts';
import { ONCE } from './redis-options.ts';

/** What a server says of itself, by name. */
type Info = ReadonlyMap<string, string>;

export interface ReachedRedis {
  /** As `7.0`. */
  version: string;
  /** What it does when its memory is full. */
  evictionPolicy: string | undefined;
}

const OLDEST = { major: 6, minor: 2 };

/**
 * Waits until the server behind an address lets us in, and checks that it can be worked with.
 *
 * @throws ConfigurationError `REDIS_URL` when it does not answer in time, refuses us, is too old or takes no writes
 */
export async function reachRedis(
  url: string,
  { patience }: { /** ms */ patience: number },
): Promise<ReachedRedis> {
  const deadline = Date.now() + patience;
  for (let wait = 100; ; wait = Math.min(wait * 2, 1_000)) {
    try {
      return check(await askInfo(url));
    } catch (error) {
      if (error instanceof ConfigurationError) throw error;
      if (isRefusal(error) || Date.now() + wait > deadline) throw sentenceOf(url, error);
      await delay(wait);
    }
  }
}

async function askInfo(url: string): Promise<Info> {
  const client = new Redis(url, ONCE);
  let reason: Error | undefined;
  client.on('error', (error: Error) => {
    reason ??= error;
  });
  try {
    await client.connect();
    // of a database that it has not it would say so only in passing, and take the first
    await client.select(client.options.db ?? 0);
    const lines = (await client.info()).split(/\r?\n/).filter((line) => line.includes(':'));
    return new Map(
      lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
    );
  } catch (error) {
    // the first error says why; what fails after it only that there is no connection
    throw reason ?? error;
  } finally {
    client.disconnect();
  }
}

/** @throws ConfigurationError */
export function check(info: Info): ReachedRedis {
  const version = info.get('redis_version') ?? '0.0';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor)) {
    throw new ConfigurationError(
      'REDIS_URL',
      `the server is Redis ${version}; Likeness needs ${OLDEST.major}.${OLDEST.minor} or newer.`,
    );
  }
  if (info.get('cluster_enabled') === '1') {
    throw new ConfigurationError(
      'REDIS_URL',
      'leads to a Redis Cluster. Give the address of a single server or of its primary.',
    );
  }
  if (info.get('role') === 'slave') {
    throw new ConfigurationError(
      'REDIS_URL',
      'leads to a replica, which takes no writes. Give the address of the primary.',
    );
  }
  return { version, evictionPolicy: info.get('maxmemory_policy') };
}

/** Said by the server itself, or of its certificate: asking again changes nothing. */
function isRefusal(error: unknown): boolean {
  const { message, code } = error as Error & { code?: string };
  return /^(WRONGPASS|NOAUTH|NOPERM|DENIED|ERR )/.test(message) || isUntrusted(code);
}

const isUntrusted = (code: string | undefined): boolean =>
  code !== undefined && /CERT|SELF_SIGNED|ERR_TLS|ERR_SSL|UNABLE_TO/.test(code);

function sentenceOf(url: string, cause: unknown): ConfigurationError {
  const { host } = new URL(url);
  const { message, code } = cause as Error & { code?: string };
  const said = message || code || String(cause);
  const sentence = /^(WRONGPASS|NOAUTH)/.test(message)
    ? `the server at ${host} refuses the user or the password (${said}).`
    : /^(NOPERM|DENIED|ERR )/.test(message)
      ? `the server at ${host} does not let us work with it (${said}).`
      : isUntrusted(code)
        ? `the certificate of ${host} is not trusted (${said}). Name the file of its authority in NODE_EXTRA_CA_CERTS.`
        : `the Redis at ${host} cannot be reached (${said}). Start it, or leave REDIS_URL out to do without.`;
  return new ConfigurationError('REDIS_URL', sentence, { cause });
}
