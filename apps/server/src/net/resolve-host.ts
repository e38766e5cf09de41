import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';

export interface ResolvedHost {
  address: string;
  family: 4 | 6;
}

/** Why a host is not connected to. */
export class HostError extends Error {
  readonly code: 'unknown_host' | 'private_address';

  constructor(code: HostError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HostError';
    this.code = code;
  }
}

/**
 * The address to connect to. When a name leads to several, every one of them must be allowed: one that is
 * not shows what the name is for.
 *
 * @throws HostError
 */
export async function resolveHost(
  hostname: string,
  allowed: (address: string) => boolean,
): Promise<ResolvedHost> {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const literal = isIP(host);
  const found = literal === 0 ? await lookupAll(host) : [{ address: host, family: literal }];
  if (!found.every(({ address }) => allowed(address))) {
    throw new HostError('private_address', 'The address is not on the public internet.');
  }
  const [first] = found;
  if (first === undefined) throw unknown();
  return { address: first.address, family: first.family === 6 ? 6 : 4 };
}

/** For a request's `lookup`: asked for all addresses or for one, the answer is the one that was checked. */
export const pinned =
  (host: ResolvedHost): LookupFunction =>
  (_, { all }, done) =>
    all ? done(null, [host]) : done(null, host.address, host.family);

async function lookupAll(host: string): Promise<{ address: string; family: number }[]> {
  try {
    return await lookup(host, { all: true });
  } catch (cause) {
    throw unknown(cause);
  }
}

const unknown = (cause?: unknown) =>
  new HostError('unknown_host', 'There is no host of that name.', { cause });
