const BY_EXTENSION: ReadonlyMap<string, string> = new Map([
  ['avif', 'image/avif'],
  ['bin', 'application/octet-stream'],
  ['bmp', 'image/bmp'],
  ['css', 'text/css; charset=utf-8'],
  ['csv', 'text/csv; charset=utf-8'],
  ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['gif', 'image/gif'],
  ['glb', 'model/gltf-binary'],
  ['gltf', 'model/gltf+json'],
  ['gz', 'application/gzip'],
  ['heic', 'image/heic'],
  ['heif', 'image/heif'],
  ['html', 'text/html; charset=utf-8'],
  ['jpeg', 'image/jpeg'],
  ['jpg', 'image/jpeg'],
  ['js', 'text/javascript; charset=utf-8'],
  ['json', 'application/json'],
  ['md', 'text/markdown; charset=utf-8'],
  ['mp4', 'video/mp4'],
  ['ndjson', 'application/x-ndjson'],
  ['obj', 'model/obj'],
  ['pdf', 'application/pdf'],
  ['png', 'image/png'],
  ['stl', 'model/stl'],
  ['svg', 'image/svg+xml'],
  ['tar', 'application/x-tar'],
  ['tif', 'image/tiff'],
  ['tiff', 'image/tiff'],
  ['txt', 'text/plain; charset=utf-8'],
  ['wasm', 'application/wasm'],
  ['webp', 'image/webp'],
  ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['xml', 'application/xml'],
  ['zip', 'application/zip'],
]);

export const UNKNOWN_CONTENT_TYPE = 'application/octet-stream';

/** The content type told by the key's extension; `application/octet-stream` when it tells none. */
export function contentTypeOf(key: string): string {
  const name = key.slice(key.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  if (dot < 1) return UNKNOWN_CONTENT_TYPE;
  return BY_EXTENSION.get(name.slice(dot + 1).toLowerCase()) ?? UNKNOWN_CONTENT_TYPE;
}
