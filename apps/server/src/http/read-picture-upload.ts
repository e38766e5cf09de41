import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../errors.ts';
import { type Framing, parseFraming } from '../portraits/framing.ts';
import { receiveFile, type TemporaryFile } from '../portraits/temporary-file.ts';
import { boundaryOf, type Part, readMultipart } from './multipart.ts';
import { readRequestBody } from './request-body.ts';

const FILE_FIELD = 'avatar';
const TEXT_FIELDS = ['preset', 'position', 'crop', 'rotate', 'enlarge'] as const;
/** Room for the other parts and their heads. */
const OVERHEAD = 64 * 1024;
/** bytes */
const MAX_FIELD = 1_000;
/** ms without a byte after which an upload is given up */
const IDLE = 30_000;

export interface PictureUpload {
  file: TemporaryFile;
  framing: Framing;
  preset?: string;
  /** What was sent, for `Idempotency-Key`: the file's hash and the fields. */
  fingerprint: string;
}

export interface PictureUploadOptions {
  dir: string;
  /** bytes */
  maxFileSize: number;
  /** ms for the whole of it */
  timeout: number;
}

/**
 * Reads a multipart upload: one file in the field `avatar`, and how to cut it. The whole body is read
 * before anything is believed, so fields may come in any order.
 *
 * @throws Problem of what is wrong with it; no temporary file is left then, and no more is read
 */
export async function readPictureUpload(
  request: FastifyRequest,
  { maxFileSize, dir, timeout }: PictureUploadOptions,
): Promise<PictureUpload> {
  const boundary = boundaryOf(request.headers['content-type']);
  if (boundary === undefined) throw new Problem('not_multipart');
  refuseEncoded(request);
  const allowed = maxFileSize + OVERHEAD;
  if (Number(request.headers['content-length'] ?? 0) > allowed) throw tooLarge(maxFileSize);
  const body = readRequestBody(request.raw, { idle: IDLE, deadline: performance.now() + timeout });
  let received = 0;
  const next = async () => {
    const piece = await body.next();
    received += piece?.length ?? 0;
    if (received > allowed) throw tooLarge(maxFileSize);
    return piece;
  };
  const fields: Record<string, string> = {};
  let file: TemporaryFile | undefined;
  try {
    for await (const part of readMultipart(next, boundary)) {
      if (!part.isFile) await addField(fields, part);
      else if (part.name !== FILE_FIELD) throw unexpected(part);
      else if (file) throw new Problem('too_many_files');
      else {
        const content = Readable.from(part.content, { objectMode: false });
        file = await receiveFile(content, { dir, maxSize: maxFileSize });
      }
    }
    if (!file) throw new Problem('missing_file');
    const framing = parseFraming(fields);
    const fingerprint = JSON.stringify([
      file.sha256.toString('hex'),
      ...TEXT_FIELDS.map((name) => fields[name] ?? null),
    ]);
    return { file, framing, fingerprint, ...(fields.preset ? { preset: fields.preset } : {}) };
  } catch (error) {
    await file?.dispose();
    throw error;
  } finally {
    body.close();
  }
}

/** We unpack nothing, and would take the packed bytes for the form. */
function refuseEncoded({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding'];
  if (encoding === undefined || encoding.trim().toLowerCase() === 'identity') return;
  throw new Problem(
    'unsupported_media_type',
    'The upload has a Content-Encoding. Send the picture as it is: it is compressed already.',
  );
}

async function addField(fields: Record<string, string>, part: Part): Promise<void> {
  if (part.name === FILE_FIELD) {
    throw new Problem(
      'missing_file',
      'The field "avatar" holds text. Send the picture as a file, with a file name.',
    );
  }
  if (!(TEXT_FIELDS as readonly string[]).includes(part.name)) throw unexpected(part);
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of part.content) {
    size += piece.length;
    if (size > MAX_FIELD) throw new Problem('invalid_value', 'A field is too long.');
    pieces.push(piece);
  }
  fields[part.name] = Buffer.concat(pieces).toString('utf8');
}

function tooLarge(maxSize: number): Problem {
  return new Problem(
    'file_too_large',
    `The file is larger than the ${maxSize} bytes allowed. Make it smaller.`,
    { extensions: { maxSize } },
  );
}

function unexpected({ name }: Part): Problem {
  return new Problem(
    'unexpected_field',
    `The field "${name.slice(0, 60)}" is not known here. The picture belongs in the field "${FILE_FIELD}"; beside it may stand ${TEXT_FIELDS.join(', ')}.`,
  );
}
