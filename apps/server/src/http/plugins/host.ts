import type { FastifyRequest } from 'fastify';
import { Problem } from '../../errors.ts';
import type { App } from '../app-types.ts';

const PATTERN = /^(\[[0-9a-f:.]+\]|[a-z0-9._~-]+)(:\d*)?$/i;

/** Addresses in answers are made from the host that was asked for, so it has to be one: else 400, before any work. */
export function checkHosts(app: App): void {
  app.addHook('onRequest', async (request) => {
    const { host } = request;
    if (host !== '' && !isHost(host)) {
      throw new Problem('malformed_request', 'The Host header does not name a host.');
    }
  });
}

export function isHost(host: string): boolean {
  return PATTERN.test(host) && URL.canParse(`http://${host}`);
}

/** The host that the client asked for; without one (HTTP/1.0), where the request came in. */
export function hostOf({ host, socket }: FastifyRequest): string {
  if (host !== '') return host;
  const address = (socket.localAddress ?? '127.0.0.1').replace(/^::ffff:(?=\d+\.)/, '');
  return `${address.includes(':') ? `[${address}]` : address}:${socket.localPort ?? 80}`;
}
