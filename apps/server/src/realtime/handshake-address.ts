import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Config } from '../config/config.ts';
import { isHost } from '../http/plugins/host.ts';

/**
 * Where a handshake came to, as `http://localhost:3000`: what Fastify's `protocol` and `host` are of a request.
 *
 * @returns undefined when its Host header names no host
 */
export function originOf(request: IncomingMessage, { server }: Config): string | undefined {
  const { headers, socket } = request;
  const forwarded = (name: string) => {
    const value = server.trustProxy ? headers[name] : undefined;
    return value === undefined ? undefined : String(value).split(',').at(-1)?.trim();
  };
  const host = forwarded('x-forwarded-host') ?? headers.host ?? '';
  if (!isHost(host)) return undefined;
  const protocol = forwarded('x-forwarded-proto') ?? ((socket as TLSSocket).encrypted ? 'https' : 'http');
  return `${protocol === 'https' ? 'https' : 'http'}://${host}`;
}

/** Whether a page of that origin may connect: ours, and those of LIKENESS_CORS_ORIGINS. Programs send none. */
export function mayConnect({ headers }: IncomingMessage, own: string, { server }: Config): boolean {
  const { origin } = headers;
  if (origin === undefined || headers['sec-fetch-site'] === 'same-origin') return true;
  const publicOrigin = server.publicUrl && new URL(server.publicUrl).origin;
  return [own, publicOrigin, ...server.corsOrigins].includes(origin);
}
