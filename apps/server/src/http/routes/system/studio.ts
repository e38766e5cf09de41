import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../app-types.ts';
import { PUBLIC_SCOPE } from '../../plugins/access.ts';

/** What `npm run build` made of apps/studio. */
const SITE = join(
  dirname(createRequire(import.meta.url).resolve('@likeness/studio/package.json')),
  'dist/site',
);
/** Where the studio has pages; it finds out by itself which one an address means. */
const PAGES = ['/', '/sign-in', '/bodies', '/bodies/*', '/admin', '/admin/*'];
const NOT_BUILT =
  'The studio is not built yet: npm run build, or npm run dev -w @likeness/studio beside this server.\n';

/**
 * `GET /`: the studio. Its files are known at the start, nothing else is looked up on the disk; each was packed by the
 * build. A name under `/assets` never changes what it means.
 */
export async function getStudio(app: App): Promise<void> {
  const built = existsSync(join(SITE, 'index.html'));
  await app.register(async (scope) => {
    scope.decorate(PUBLIC_SCOPE, true);
    if (built) {
      await scope.register(staticFiles, {
        root: SITE,
        wildcard: false,
        globIgnore: ['**/*.br', '**/*.gz', 'index.html'],
        index: false,
        preCompressed: true,
        cacheControl: false,
        setHeaders: (reply, path) => {
          const immutable = relative(SITE, path).startsWith('assets');
          reply.setHeader('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
          const vary = reply.getHeader('vary');
          reply.setHeader('vary', [vary, 'Accept-Encoding'].filter(Boolean).join(', '));
        },
        schemaHide: true,
      });
    }
    const page = built ? readFileSync(join(SITE, 'index.html')) : undefined;
    const etag = page && `"${createHash('sha256').update(page).digest('base64url').slice(0, 22)}"`;
    const send = async (request: FastifyRequest, reply: FastifyReply) => {
      reply.header('cache-control', 'no-cache');
      if (page === undefined) return reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT);
      reply.header('etag', etag);
      if (request.headers['if-none-match']?.includes(etag ?? '')) return reply.code(304).send();
      return reply.type('text/html; charset=utf-8').send(page);
    };
    for (const url of PAGES) scope.get(url, { schema: { hide: true } as object }, send);
    if (built) {
      scope.get('/favicon.ico', { schema: { hide: true } as object }, (_request, reply) =>
        reply.sendFile('favicon.svg'),
      );
    }
  });
}
