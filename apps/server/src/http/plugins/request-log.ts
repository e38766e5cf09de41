import type { App } from '../app-types.ts';

/** Echoes the request id, and writes one record a request: the route's pattern, never its query. */
export function logRequests(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.raw.writableFinished ? reply.statusCode : 499,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        ...(request.principal && { userId: request.principal.userId }),
      },
      'request',
    );
  });
}
