/**
 * Reads multipart/form-data (RFC 7578) from a body that is pulled. The parsers that are pushed into were tried:
 * behind a part without a name they wait for ever, and an error waits for the end of the body, which a hostile
 * client never sends. Here nothing is read unless it is asked for, so whoever throws is done.
 */
import { Problem } from '../errors.ts';

/** bytes of a part's head */
const MAX_HEAD = 16 * 1024;
const MAX_PARTS = 24;

export interface Part {
  name: string;
  isFile: boolean;
  /** What the client calls the file: of use for nothing but to be told again. */
  fileName?: string;
  /** To be read before the next part is asked for; what is left of it is skipped. */
  content: AsyncGenerator<Buffer, void, undefined>;
}

/**
 * The boundary of a `Content-Type`; undefined when it is not multipart/form-data.
 *
 * @throws Problem `malformed_multipart` when it is and names none
 */
export function boundaryOf(contentType: string | undefined): string | undefined {
  if (contentType === undefined || !/^\s*multipart\/form-data\s*(;|$)/i.test(contentType)) return undefined;
  const boundary = parametersOf(contentType).get('boundary') ?? '';
  if (boundary === '' || boundary.length > 256) throw new Problem('malformed_multipart');
  return boundary;
}

/**
 * The parts of a body, in turn. A body of no bytes has none.
 *
 * @throws Problem `malformed_multipart`, also for a part that has no name; `body_too_large` beyond 24 parts;
 * what `next` throws
 */
export async function* readMultipart(
  next: () => Promise<Buffer | undefined>,
  boundary: string,
): AsyncGenerator<Part, void, undefined> {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // the first delimiter may stand at the very beginning
  let ahead: Buffer = Buffer.from('\r\n');

  const fill = async () => {
    const piece = await next();
    if (piece === undefined) throw new Problem('malformed_multipart');
    ahead = ahead.length === 0 ? piece : Buffer.concat([ahead, piece]);
  };

  async function* upToDelimiter(): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      const at = ahead.indexOf(delimiter);
      const free = at >= 0 ? at : ahead.length - beginningAtEnd(ahead, delimiter);
      const piece = ahead.subarray(0, free);
      ahead = ahead.subarray(at >= 0 ? at + delimiter.length : free);
      if (piece.length > 0) yield piece;
      if (at >= 0) return;
      await fill();
    }
  }
  const skip = async (content: AsyncGenerator<Buffer, void, undefined>) => {
    let step = await content.next();
    while (!step.done) step = await content.next();
  };

  const first = await next();
  if (first === undefined) return;
  ahead = Buffer.concat([ahead, first]);
  await skip(upToDelimiter());
  for (let parts = 1; ; parts += 1) {
    while (ahead.length < 2) await fill();
    if (ahead.subarray(0, 2).equals(Buffer.from('--'))) break;
    if (parts > MAX_PARTS) throw new Problem('body_too_large');
    let end = ahead.indexOf('\r\n\r\n');
    for (; end < 0 && ahead.length <= MAX_HEAD; end = ahead.indexOf('\r\n\r\n')) await fill();
    if (end < 0 || end > MAX_HEAD) throw new Problem('malformed_multipart');
    const head = ahead.toString('utf8', 0, end);
    ahead = ahead.subarray(end + 4);
    const content = upToDelimiter();
    yield { ...readHead(head), content };
    await skip(content);
  }
  // what follows is nobody's, and has to be over before the next request on the connection
  while ((await next()) !== undefined);
}

/** @throws Problem `malformed_multipart` unless it is that of a field of a form */
function readHead(head: string): Omit<Part, 'content'> {
  const [padding = '', ...lines] = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const disposition = headers.get('content-disposition') ?? '';
  const parameters = parametersOf(disposition);
  const name = parameters.get('name') ?? '';
  if (!/^[ \t]*$/.test(padding) || !/^form-data\s*(;|$)/i.test(disposition) || name === '') {
    throw new Problem(
      'malformed_multipart',
      'A part of the upload has no name, or no head that can be read.',
    );
  }
  const isFile =
    parameters.has('filename') ||
    parameters.has('filename*') ||
    /^application\/octet-stream\b/i.test(headers.get('content-type') ?? '');
  const fileName = parameters.get('filename');
  return { name, isFile, ...(fileName !== undefined && { fileName }) };
}

/** `; name="value"` and `; name=value` of a header, by name in lower case; the first of a name holds. */
function parametersOf(header: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, plain = ''] of header.matchAll(
    /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g,
  )) {
    const value = quoted?.replaceAll(/\\(["\\])/g, '$1') ?? plain;
    if (!parameters.has(name.toLowerCase())) parameters.set(name.toLowerCase(), value);
  }
  return parameters;
}

/** How many bytes at the end may be the beginning of a delimiter. */
function beginningAtEnd(bytes: Buffer, delimiter: Buffer): number {
  let from = bytes.indexOf('\r', Math.max(0, bytes.length - delimiter.length + 1));
  while (from >= 0) {
    const length = bytes.length - from;
    if (delimiter.subarray(0, length).equals(bytes.subarray(from))) return length;
    from = bytes.indexOf('\r', from + 1);
  }
  return 0;
}
