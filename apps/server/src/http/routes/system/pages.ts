import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../app-types.ts';

/** All that is served from `http/pages`; nothing is looked up on the disk by a request. */
const FILES = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/page/style.css': ['style.css', 'text/css; charset=utf-8'],
  '/page/pictures.css': ['pictures.css', 'text/css; charset=utf-8'],
  '/page/page.js': ['page.js', 'text/javascript; charset=utf-8'],
  '/page/intake.js': ['intake.js', 'text/javascript; charset=utf-8'],
  '/page/upload.js': ['upload.js', 'text/javascript; charset=utf-8'],
  '/page/api.js': ['api.js', 'text/javascript; charset=utf-8'],
  '/page/show.js': ['show.js', 'text/javascript; charset=utf-8'],
  '/favicon.svg': ['favicon.svg', 'image/svg+xml'],
  '/favicon.ico': ['favicon.svg', 'image/svg+xml'],
} as const;

/** `GET /`: the page that takes a picture and shows its sizes. */
export function getPages(app: App): void {
  for (const [url, [name, type]] of Object.entries(FILES)) {
    const bytes = readFileSync(new URL(`../../pages/${name}`, import.meta.url));
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
    const send = async (request: FastifyRequest, reply: FastifyReply) => {
      reply.header('cache-control', 'no-cache').header('etag', etag);
      if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).send();
      return reply.type(type).send(bytes);
    };
    app.get(url, { schema: { hide: true } as object, config: { access: 'public' } }, send);
  }
}
