import { z } from 'zod';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';

const response = {
  200: z.object({
    success: z.literal(true),
    data: z.object({
      link: z.boolean().describe('A one-time link is printed when the server starts.'),
      token: z.boolean().describe('A token may be pasted.'),
      oidc: z
        .object({ name: z.string(), url: z.string() })
        .nullable()
        .describe('An identity provider: what people call it, and where to send the browser.'),
      maxFileSize: z.int().describe('Bytes that a picture or a photo may have.'),
    }),
  }),
};
const EXAMPLE = {
  success: true,
  data: {
    link: false,
    token: true,
    oidc: { name: 'id.example.org', url: '/api/v1/session/oidc' },
    maxFileSize: 10_485_760,
  },
};

/** `GET /api/v1/session/options`: which ways in there are, and what a page has to know beforehand. */
export function readSessionOptions(app: App, { config }: Services): void {
  const { access, oidc, pictures, server } = config;
  const data = {
    link: access.signInLink && server.loopback && access.jwksUrl === undefined,
    token: true,
    oidc: oidc ? { name: oidc.name, url: '/api/v1/session/oidc' } : null,
    maxFileSize: pictures.maxFileSize,
  };
  app.get(
    '/api/v1/session/options',
    {
      schema: { response, tags: ['session'], summary: 'Ways to sign in', operationId: 'readSessionOptions' },
      config: { access: 'public', docs: { example: EXAMPLE } },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'private, no-store');
      return { success: true as const, data };
    },
  );
}
