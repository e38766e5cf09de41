import type { App } from '../app-types.ts';
import { PICTURE_ROUTE } from '../picture-headers.ts';

/**
 * Echoes the request id, and writes one record a request: the route's pattern, never its query. A picture
 * that was served is a matter of `debug`: there are thousands a second, and the record costs a tenth of one.
 */
export function logRequests(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? null;
    const status = reply.raw.writableFinished ? reply.statusCode : 499;
    const level = route === PICTURE_ROUTE && status < 400 ? 'debug' : 'info';
    request.log[level](
      {
        method: request.method,
        route,
        status,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        ...(request.principal && { userId: request.principal.userId }),
      },
      'request',
    );
  });
}
