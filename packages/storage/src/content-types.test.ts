import { expect, it } from 'vitest';
import { contentTypeOf } from './content-types.ts';

it.each([
  ['a/b/original.jpg', 'image/jpeg'],
  ['photo.JPEG', 'image/jpeg'],
  ['small.webp', 'image/webp'],
  ['small.avif', 'image/avif'],
  ['photo.heic', 'image/heic'],
  ['body.glb', 'model/gltf-binary'],
  ['report.txt', 'text/plain; charset=utf-8'],
  ['sealed.bin', 'application/octet-stream'],
  ['archive.tar.gz', 'application/gzip'],
  ['folder.png/name', 'application/octet-stream'],
  ['png', 'application/octet-stream'],
  ['a.unheard-of', 'application/octet-stream'],
  ['a.constructor', 'application/octet-stream'],
])('%s is %s', (key, contentType) => {
  expect(contentTypeOf(key)).toBe(contentType);
});
