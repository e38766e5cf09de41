import type { Multipart, MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../errors.ts';
import { type Framing, parseFraming } from '../portraits/framing.ts';
import { receiveFile, type TemporaryFile } from '../portraits/temporary-file.ts';

const FILE_FIELD = 'avatar';
const TEXT_FIELDS = ['preset', 'position', 'crop', 'rotate', 'enlarge'] as const;
/** Room for the other parts and their heads. */
const OVERHEAD = 64 * 1024;

export interface PictureUpload {
  file: TemporaryFile;
  framing: Framing;
  preset?: string;
  /** What was sent, for `Idempotency-Key`: the file's hash and the fields. */
  fingerprint: string;
}

/**
 * Reads a multipart upload: one file in the field `avatar`, and how to cut it. The whole body is read
 * before anything is believed, so fields may come in any order.
 *
 * @throws Problem of what is wrong with it; no temporary file is left then
 */
export async function readPictureUpload(
  request: FastifyRequest,
  options: { dir: string; maxFileSize: number },
): Promise<PictureUpload> {
  if (!request.isMultipart()) throw new Problem('not_multipart');
  const { maxFileSize, dir } = options;
  if (Number(request.headers['content-length'] ?? 0) > maxFileSize + OVERHEAD) {
    throw new Problem(
      'file_too_large',
      `The file is larger than the ${maxFileSize} bytes allowed. Make it smaller.`,
      {
        headers: { connection: 'close' },
        extensions: { maxSize: maxFileSize },
      },
    );
  }
  const fields: Record<string, string> = {};
  let file: TemporaryFile | undefined;
  try {
    const parts = request.parts({
      limits: { fileSize: maxFileSize, files: 2, fields: 10, fieldSize: 1_000, parts: 12 },
    });
    for await (const part of parts) {
      if (part.type === 'field') addField(fields, part);
      else if (part.fieldname !== FILE_FIELD) throw unexpected(part);
      else if (file) throw new Problem('too_many_files');
      else file = await receiveFile(part.file, { dir, maxSize: maxFileSize });
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
    throw isParserError(error) ? new Problem('malformed_multipart', undefined, { cause: error }) : error;
  }
}

/** What the multipart parser throws has neither a code nor a status of its own. */
function isParserError(error: unknown): boolean {
  return error instanceof Error && !('code' in error);
}

function addField(fields: Record<string, string>, part: Exclude<Multipart, MultipartFile>): void {
  const { fieldname } = part;
  if (fieldname === FILE_FIELD) {
    throw new Problem(
      'missing_file',
      'The field "avatar" holds text. Send the picture as a file, with a file name.',
    );
  }
  if (!(TEXT_FIELDS as readonly string[]).includes(fieldname)) throw unexpected(part);
  if (part.valueTruncated || part.fieldnameTruncated)
    throw new Problem('invalid_value', 'A field is too long.');
  fields[fieldname] = String(part.value);
}

function unexpected(part: { fieldname: string }): Problem {
  const name = part.fieldname.slice(0, 60);
  return new Problem(
    'unexpected_field',
    `The field "${name}" is not known here. The picture belongs in the field "${FILE_FIELD}"; beside it may stand ${TEXT_FIELDS.join(', ')}.`,
  );
}
