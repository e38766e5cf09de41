import helmet from '@fastify/helmet';
import type { Config } from '../../config/config.ts';
import type { App } from '../app-types.ts';

/**
 * Headers of every answer: no inline script or style, no other host but the CDN's pictures, no frame. WebAssembly is for
 * what a browser computes of a body by itself: HEIC, meshopt, the pose in a camera's picture.
 */
export async function addSecurityHeaders(app: App, { server, cdn }: Config): Promise<void> {
  const pictures = [cdn.url, server.publicUrl].flatMap((url) => (url ? [new URL(url).origin] : []));
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        workerSrc: ["'self'", 'blob:'],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:', ...pictures],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", 'blob:', 'data:'],
        mediaSrc: ["'self'", 'blob:'],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: server.publicUrl?.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    xFrameOptions: { action: 'deny' },
  });
}
