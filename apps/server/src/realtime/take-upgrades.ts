import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Problem } from '../errors.ts';
import type { App } from '../http/app-types.ts';
import { PROBLEM_TYPE, problemDocument } from '../http/problem.ts';
import { requestIdOf } from '../http/request-id.ts';
import type { Services } from '../services.ts';
import { mayConnect, originOf } from './handshake-address.ts';

export const PATH = '/socket.io';
/** Headers of one hop that ask for another protocol. */
const UPGRADING = /^(upgrade|http2-settings)$/i;

export interface Upgrades {
  /** Resolves when every connection is gone; those that are left after `patience` ms are cut. */
  close(patience: number): Promise<void>;
}

/**
 * Sends handshakes of live connections to `gate`. Every other request that offers to go on in another protocol, as
 * Java's client does with HTTP/2, is answered as if it had not: that is what a server may do that knows only one.
 */
export function takeUpgrades(app: App, { config, lifecycle, log }: Services, gate: Server): Upgrades {
  const open = new Set<Duplex>();
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = request.url?.split('?', 1)[0]?.replace(/\/$/, '');
    if (path !== PATH || request.headers.upgrade?.toLowerCase() !== 'websocket') {
      handBack(app, request, socket, head);
      return;
    }
    socket.on('error', () => socket.destroy());
    const own = originOf(request, config);
    if (own === undefined)
      return refuse(socket, new Problem('malformed_request', 'The Host header does not name a host.'));
    if (lifecycle.stopping) return refuse(socket, new Problem('shutting_down'));
    if (!mayConnect(request, own, config)) {
      log.warn({ problem: 'cross_site_request', address: request.socket.remoteAddress }, 'access refused');
      return refuse(
        socket,
        new Problem('cross_site_request', 'LIKENESS_CORS_ORIGINS does not name this origin.'),
      );
    }
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    gate.emit('upgrade', request, socket, head);
  });
  return {
    async close(patience) {
      const gone = Promise.all(
        [...open].map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()))),
      );
      const cut = setTimeout(() => {
        for (const socket of open) socket.destroy();
      }, patience);
      await gone;
      clearTimeout(cut);
    },
  };
}

/** The server reads the request again, without the offer. */
function handBack(app: App, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  const { rawHeaders } = request;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (UPGRADING.test(name)) continue;
    const kept = /^connection$/i.test(name)
      ? value.split(',').filter((token) => !UPGRADING.test(token.trim()))
      : [value];
    if (kept.length > 0) lines.push(`${name}: ${kept.join(',')}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  app.server.emit('connection', socket as Socket);
}

function refuse(socket: Duplex, problem: Problem): void {
  const requestId = requestIdOf({ headers: { 'x-request-id': randomUUID() } });
  const body = JSON.stringify(problemDocument(problem, requestId, PATH));
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\nContent-Type: ${PROBLEM_TYPE}\r\nX-Request-Id: ${requestId}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
