import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { ImportError } from './import-error.ts';

export interface ResolvedHost {
  address: string;
  family: 4 | 6;
}

/**
 * The address to connect to. When a name leads to several, every one of them must be allowed: one that is
 * not shows what the name is for.
 *
 * @throws ImportError `unknown_host`, `private_address`
 */
export async function resolveHost(
  hostname: string,
  allowed: (address: string) => boolean,
): Promise<ResolvedHost> {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const literal = isIP(host);
  const found = literal === 0 ? await lookupAll(host) : [{ address: host, family: literal }];
  if (!found.every(({ address }) => allowed(address))) {
    throw new ImportError(
      'private_address',
      'The address is not on the public internet. --allow-private lets it be read.',
    );
  }
  const [first] = found;
  if (first === undefined) throw unknown();
  return { address: first.address, family: first.family === 6 ? 6 : 4 };
}

async function lookupAll(host: string): Promise<{ address: string; family: number }[]> {
  try {
    return await lookup(host, { all: true });
  } catch (cause) {
    throw unknown(cause);
  }
}

const unknown = (cause?: unknown) =>
  new ImportError('unknown_host', 'There is no host of that name.', { cause });
