import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../errors.ts';
import type { App } from './app-types.ts';
import { recordPaths } from './known-paths.ts';
import { closeIfUnread } from './plugins/unread-bodies.ts';
import { PROBLEM_TYPE, problemDocument, toProblem } from './problem.ts';
import { requestIdOf } from './request-id.ts';

/** Every failure of a request leaves as a problem document; 404 and 405 too. */
export function handleErrors(app: App): void {
  const paths = recordPaths(app);
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const allowed = paths.methodsAt(pathOf(request));
    if (allowed.length === 0 || allowed.includes(request.method)) throw new Problem('not_found');
    return sendProblem(
      new Problem('method_not_allowed', `This address takes ${allowed.join(', ')}.`, {
        headers: { allow: allowed.join(', ') },
      }),
      request,
      reply,
    );
  });
}

export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error);
  if (problem.status >= 500) {
    request.log.error({ err: problem.cause ?? problem, problem: problem.code }, problem.title);
  } else if (problem.status === 401 || problem.status === 403) {
    const reason = problem.cause instanceof Error ? problem.cause.message : undefined;
    request.log.warn({ problem: problem.code, reason, address: request.ip }, 'access refused');
  } else {
    // of our own refusals the code alone: their sentences may tell what a person measures
    const err = problem.cause;
    request.log.debug({ ...(err !== undefined && { err }), problem: problem.code }, 'request refused');
  }
  // Headers that a handler had set were meant for its answer.
  for (const name of ['content-length', 'content-range', 'content-disposition', 'etag', 'last-modified']) {
    reply.removeHeader(name);
  }
  reply
    .code(problem.status)
    .headers(problem.headers)
    .header('cache-control', 'no-store')
    .header('x-request-id', request.id)
    .type(PROBLEM_TYPE);
  return reply
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problemDocument(problem, request.id, pathOf(request)));
}

/** Addresses that the router cannot read never reach the hooks. */
export function sendFrameworkProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-content-type-options', 'nosniff');
  closeIfUnread(request.raw, reply.raw);
  sendProblem(error, request, reply);
}

/** What is no HTTP at all, before there is a request. */
export function answerUnreadableRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const problem = new Problem(late ? 'upload_too_slow' : 'malformed_request');
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : problem.status;
  const title = status === problem.status ? problem.title : STATUS_CODES[status];
  const requestId = requestIdOf({ headers: { 'x-request-id': randomUUID() } });
  const body = JSON.stringify({ ...problemDocument(problem, requestId), status, title });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${PROBLEM_TYPE}\r\nX-Request-Id: ${requestId}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const pathOf = (request: FastifyRequest) => request.url.split('?', 1)[0] ?? '/';
