import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Everything that a person opens in a browser; the server serves `dist/site` at `/`. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  worker: { format: 'es' },
  build: {
    outDir: 'dist/site',
    emptyOutDir: true,
    target: 'es2023',
    // hashed names: they are kept for ever
    assetsDir: 'assets',
    // the content policy knows no data: fonts or inline scripts
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_000,
  },
  server: {
    port: 5173,
    // `npm run dev` beside it; the cookie is of this host, whichever port
    proxy: Object.fromEntries(
      ['/api', '/avatars', '/docs', '/openapi.json', '/private', '/ready', '/shared', '/socket.io'].map(
        (path) => [path, { target: 'http://127.0.0.1:3000', ws: path === '/socket.io' }],
      ),
    ),
  },
});
