/**
 * Warm pictures without the framework. A GET of an immutable address through Fastify's router, hooks, schema
 * and reply costs three times what node itself takes for it, and most requests are exactly that. So an answer
 * that went out whole is remembered, headers and all, and given again word for word; nothing is decided here
 * that was not decided by the route. Whatever is not such a repeat (a range, a condition, a HEAD, another
 * address, a picture that may not be shown any more, a process that stops) goes the long way.
 *
 * What is never remembered is whether the picture may be shown: the database is asked each time.
 *
 * Hooks do not see these requests. One that must, has to be called from here.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { VariantRow } from '../portraits/blob-rows.ts';
import type { ServablePicture } from '../portraits/servable.ts';
import type { Services } from '../services.ts';
import type { App } from './app-types.ts';
import { PICTURE_ROUTE } from './picture-headers.ts';
import { requestIdOf } from './request-id.ts';

const REMEMBERED = 20_000;
/** Belong to one answer, or are written by node. */
const NOT_REPEATED = new Set(['x-request-id', 'date', 'connection', 'keep-alive']);

interface KnownAnswer {
  avatarId: string;
  storageId: bigint;
  variant: VariantRow;
  /** Names and values in turn. */
  headers: readonly string[];
}

export interface PictureShortcut {
  /** Remembers the answer that is about to be sent for this address, if it turns out to be a whole one. */
  learn(request: FastifyRequest, reply: FastifyReply, picture: ServablePicture, variant: VariantRow): void;
}

/** Puts itself before the app's own handler. */
export function createPictureShortcut(app: App, services: Services): PictureShortcut {
  const known = new LRUCache<string, KnownAnswer>({ max: REMEMBERED });
  const others = app.server.listeners('request') as ((
    request: IncomingMessage,
    response: ServerResponse,
  ) => void)[];
  const goOn = (request: IncomingMessage, response: ServerResponse) => {
    for (const handle of others) handle.call(app.server, request, response);
  };
  app.server.removeAllListeners('request');
  app.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const answer = isPlain(request) ? known.get(request.url ?? '') : undefined;
    if (answer === undefined || services.lifecycle.stopping) return goOn(request, response);
    repeat(services, answer, request, response).then(
      (done) => done || goOn(request, response),
      () => goOn(request, response),
    );
  });

  return {
    learn(request, reply, picture, variant) {
      const { url = '' } = request.raw;
      if (!isPlain(request.raw) || known.has(url)) return;
      reply.raw.once('finish', () => {
        const headers = Object.entries(reply.getHeaders()).filter(([name]) => !NOT_REPEATED.has(name));
        if (reply.statusCode !== 200 || headers.some(([name]) => name === 'set-cookie')) return;
        const { avatarId, storageId } = picture;
        const flat = headers.flatMap(([name, value]) => [name, String(value)]);
        known.set(url, { avatarId, storageId, variant, headers: flat });
      });
    },
  };
}

/** With one of these it is for the route to say what the answer is. */
const NOT_PLAIN = [
  'range',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'content-length',
  'transfer-encoding',
] as const;

function isPlain({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && NOT_PLAIN.every((name) => headers[name] === undefined);
}

/** @returns false when nothing was sent because the long way must answer */
async function repeat(
  { portraits, log }: Services,
  { avatarId, storageId, variant, headers }: KnownAnswer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const began = performance.now();
  const picture = await portraits.servable.find(avatarId);
  const bytes = portraits.files.remembered(variant);
  if (picture?.storageId !== storageId || bytes === undefined) return false;
  const requestId = requestIdOf(request);
  response.writeHead(200, [...headers, 'x-request-id', requestId]);
  response.end(bytes);
  if (log.isLevelEnabled('debug')) {
    const ms = Math.round((performance.now() - began) * 10) / 10;
    log.debug({ requestId, method: 'GET', route: PICTURE_ROUTE, status: 200, ms }, 'request');
  }
  return true;
}
