// Serves this folder and the built elements: node examples/plain-html/serve.mjs [port]
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const BUNDLE = new URL('../../packages/elements/dist/bundle/likeness-elements.js', import.meta.url);
const FILES = {
  '/': [new URL('index.html', import.meta.url), 'text/html'],
  '/page.js': [new URL('page.js', import.meta.url), 'text/javascript'],
  '/page.css': [new URL('page.css', import.meta.url), 'text/css'],
  '/likeness-elements.js': [BUNDLE, 'text/javascript'],
};
// as strict as the elements can bear; pictures and requests go to the Likeness server
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data: http://127.0.0.1:*",
  'connect-src http://127.0.0.1:*',
].join('; ');

const server = createServer(async (request, response) => {
  const [file, type] = FILES[request.url?.split('?')[0] ?? ''] ?? [];
  if (file === undefined) {
    response.writeHead(404).end();
    return;
  }
  const headers = { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': POLICY };
  response.writeHead(200, headers).end(await readFile(file));
});
server.listen(Number(process.argv[2] ?? 8080), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/`);
});
