import type { ByteRange } from '@likeness/storage';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../errors.ts';
import type { VariantRow } from '../portraits/blob-rows.ts';
import type { VariantFiles } from '../portraits/variant-files.ts';
import { PAGE_HEADERS, PICTURE_HEADERS } from './picture-headers.ts';

export interface SendOptions {
  cacheControl: string;
  /** Set where the answer depends on `Accept`. */
  vary?: boolean;
}

/** Answers 304 before bytes are touched, 206 for one range, 200 otherwise; the ETag is the bytes' hash. */
export async function sendPicture(
  request: FastifyRequest,
  reply: FastifyReply,
  files: VariantFiles,
  variant: VariantRow,
  { cacheControl, vary = false }: SendOptions,
): Promise<FastifyReply> {
  const tag = `"${variant.sha256.subarray(0, 16).toString('base64url')}"`;
  for (const name of PAGE_HEADERS) reply.raw.removeHeader(name);
  reply.headers(PICTURE_HEADERS).headers({
    'cache-control': cacheControl,
    etag: tag,
    'accept-ranges': 'bytes',
    'content-type': `image/${variant.format}`,
    'last-modified': variant.createdAt.toUTCString(),
  });
  if (vary) reply.header('vary', 'Accept');
  if (isFresh(request, tag, variant.createdAt)) return reply.code(304).send();
  const range = rangeOf(request, tag, variant.bytes);
  if (range) {
    reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${variant.bytes}`);
  }
  reply.header('content-length', range ? range.end - range.start + 1 : variant.bytes);
  if (request.method === 'HEAD') return reply.send();
  return reply.send((range ? undefined : files.remembered(variant)) ?? (await files.open(variant, range)));
}

/**
 * Whether the client has the picture already: the conditions in the order of RFC 9110, 13.2.2. Tags compare
 * strongly for `If-Match` and weakly for `If-None-Match`; a date that cannot be read is no condition.
 *
 * @throws Problem `precondition_failed`
 */
function isFresh({ headers }: FastifyRequest, tag: string, changed: Date): boolean {
  const match = headers['if-match'];
  const noneMatch = headers['if-none-match'];
  const names = (header: string, weak: RegExp | string) =>
    header.split(',').some((part) => part.trim() === '*' || part.trim().replace(weak, '') === tag);
  const changedAt = Math.floor(changed.getTime() / 1_000) * 1_000;
  const failed =
    match === undefined ? changedAt > Date.parse(headers['if-unmodified-since'] ?? '') : !names(match, '');
  if (failed) {
    throw new Problem('precondition_failed', 'The picture is not the one that the condition names.');
  }
  if (noneMatch !== undefined) return names(noneMatch, /^W\//);
  return changedAt <= Date.parse(headers['if-modified-since'] ?? '');
}

/** One satisfiable range; several, or one of another unit, are answered with the whole picture. */
function rangeOf(request: FastifyRequest, tag: string, size: number): Required<ByteRange> | undefined {
  const header = request.headers.range;
  const condition = request.headers['if-range'];
  if (header === undefined || request.method !== 'GET' || (condition !== undefined && condition !== tag))
    return undefined;
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header.trim()) ?? [];
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < start) return undefined;
  if (start >= size || (from === '' && Number(to) === 0)) {
    throw new Problem('range_not_satisfiable', undefined, {
      headers: { 'content-range': `bytes */${size}` },
    });
  }
  return { start, end };
}
