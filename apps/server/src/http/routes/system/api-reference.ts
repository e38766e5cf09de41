import swaggerUi from '@fastify/swagger-ui';
import type { App } from '../../app-types.ts';
import { PUBLIC_SCOPE } from '../../plugins/access.ts';

/** `GET /openapi.json`, and `/docs` that shows it; its scripts come from this server. */
export async function getApiReference(app: App): Promise<void> {
  app.get(
    '/openapi.json',
    {
      schema: { tags: ['system'], summary: 'This document', operationId: 'getOpenApi' },
      config: {
        access: 'public',
        docs: {
          responses: {
            200: {
              description: 'OpenAPI 3.1',
              content: { 'application/json': { schema: { type: 'object' } } },
            },
          },
        },
      },
    },
    async (_request, reply) => {
      const document = app.swagger();
      reply.header('cache-control', 'no-cache').type('application/json; charset=utf-8');
      return reply.serializer((value: unknown) => JSON.stringify(value)).send(document);
    },
  );
  await app.register(async (scope) => {
    scope.decorate(PUBLIC_SCOPE, true);
    await scope.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: false,
      theme: { title: 'Likeness API' },
      uiConfig: {
        docExpansion: 'list',
        layout: 'BaseLayout',
        tryItOutEnabled: true,
        defaultModelsExpandDepth: 0,
      },
    });
  });
}
