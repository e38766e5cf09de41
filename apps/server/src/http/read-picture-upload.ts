import type { FastifyRequest } from 'fastify';
import { Problem } from '../errors.ts';
import { type Framing, parseFraming } from '../portraits/framing.ts';
import type { TemporaryFile } from '../portraits/temporary-file.ts';
import { readForm } from './read-form.ts';

const FILE_FIELD = 'avatar';
const TEXT_FIELDS = ['preset', 'position', 'crop', 'rotate', 'enlarge'] as const;
/** bytes */
const MAX_FIELD = 1_000;

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
 * Reads a multipart upload: one file in the field `avatar`, and how to cut it.
 *
 * @throws Problem of what is wrong with it; no temporary file is left then, and no more is read
 */
export async function readPictureUpload(
  request: FastifyRequest,
  options: PictureUploadOptions,
): Promise<PictureUpload> {
  const form = await readForm(request, {
    ...options,
    files: [FILE_FIELD],
    texts: TEXT_FIELDS,
    maxText: MAX_FIELD,
  });
  try {
    const file = form.files.get(FILE_FIELD);
    if (!file) throw new Problem('missing_file');
    const fields = form.texts;
    const framing = parseFraming(fields);
    const fingerprint = JSON.stringify([
      file.sha256.toString('hex'),
      ...TEXT_FIELDS.map((name) => fields[name] ?? null),
    ]);
    return { file, framing, fingerprint, ...(fields.preset ? { preset: fields.preset } : {}) };
  } catch (error) {
    await form.dispose();
    throw error;
  }
}
