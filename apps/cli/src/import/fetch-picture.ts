import type { IncomingMessage, RequestOptions } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { HostError, pinned, type ResolvedHost, resolveHost } from '@likeness/server/net';
import { ImportError } from './import-error.ts';

export interface FetchOptions {
  /** Whether an IP address may be read from. */
  allowed: (address: string) => boolean;
  /** bytes */
  maxSize: number;
  /** Ends the download, its body too. */
  signal: AbortSignal;
  /** ms without a byte */
  idleTimeout?: number;
}

const DEFAULTS = { idleTimeout: 15_000 };
const REDIRECTS = 5;

/**
 * Opens a picture on the web. Each host, also of each redirect, is resolved once, checked, and connected to by
 * the address that was checked. The body is what was sent: no content encoding is undone, so nothing unfolds.
 *
 * @returns the body; whoever reads it counts its bytes
 * @throws ImportError `unsupported_address`, `private_address`, `unknown_host`, `too_many_redirects`,
 *   `http_<status>`, `content_encoding`, `file_too_large`, `connection_failed`
 */
export async function fetchPicture(address: string, options: FetchOptions): Promise<IncomingMessage> {
  let url = parseAddress(address);
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    const response = await open(url, await hostOf(url, options), options);
    const { statusCode = 0, headers } = response;
    if (statusCode === 200) return checked(response, options);
    response.destroy();
    if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined) {
      throw new ImportError(`http_${statusCode}`, `The server answered ${statusCode}.`);
    }
    // an absolute URL drops the credentials of the one before, as it should
    url = parseAddress(headers.location, url);
  }
  throw new ImportError('too_many_redirects', `There are more than ${REDIRECTS} redirects.`);
}

function parseAddress(address: string, base?: URL): URL {
  const url = URL.canParse(address, base?.href) ? new URL(address, base?.href) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw new ImportError('unsupported_address', 'The address is neither http nor https.');
}

async function hostOf(url: URL, { allowed }: FetchOptions): Promise<ResolvedHost> {
  try {
    return await resolveHost(url.hostname, allowed);
  } catch (cause) {
    if (!(cause instanceof HostError)) throw cause;
    const hint = cause.code === 'private_address' ? ' --allow-private lets it be read.' : '';
    throw new ImportError(cause.code, `${cause.message}${hint}`, { cause });
  }
}

/** Resolves when the head of the answer is there. */
function open(url: URL, host: ResolvedHost, options: FetchOptions): Promise<IncomingMessage> {
  const { signal, idleTimeout = DEFAULTS.idleTimeout } = options;
  const settings: RequestOptions = {
    agent: false,
    lookup: pinned(host),
    headers: {
      accept: 'image/*',
      'accept-encoding': 'identity',
      'user-agent': 'likeness-import',
    },
    signal,
    timeout: idleTimeout,
  };
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(url, settings, resolve);
    request.on('timeout', () => request.destroy(new ImportError('timed_out', 'The server fell silent.')));
    request.on('error', (cause) => reject(cause instanceof ImportError ? cause : failed(cause, signal)));
    request.end();
  });
}

function failed(cause: unknown, signal: AbortSignal): ImportError {
  if (signal.aborted) return new ImportError('timed_out', 'The download took too long.', { cause });
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
  return new ImportError('connection_failed', `The server could not be reached (${code}).`, { cause });
}

function checked(response: IncomingMessage, { maxSize }: FetchOptions): IncomingMessage {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  const length = Number(response.headers['content-length'] ?? 0);
  if (encoding === 'identity' && !(length > maxSize)) return response;
  response.destroy();
  if (encoding !== 'identity') {
    throw new ImportError('content_encoding', 'The server sends the picture compressed a second time.');
  }
  throw new ImportError('file_too_large', `The file is larger than the ${maxSize} bytes allowed.`);
}
