import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../errors.ts';
import { receiveFile, type TemporaryFile } from '../portraits/temporary-file.ts';
import { boundaryOf, type Part, readMultipart } from './multipart.ts';
import { readRequestBody } from './request-body.ts';

/** Room for the other parts and their heads. */
const OVERHEAD = 64 * 1024;
/** ms without a byte after which an upload is given up */
const IDLE = 30_000;

export interface FormOptions {
  /** Fields that hold a file each. */
  files: readonly string[];
  /** Fields that hold text. */
  texts: readonly string[];
  dir: string;
  /** bytes of a file */
  maxFileSize: number;
  /** bytes of a text */
  maxText: number;
  /** ms for the whole of it */
  timeout: number;
}

export interface ReceivedFile extends TemporaryFile {
  /** What the client calls it. */
  fileName?: string;
}

export interface Form {
  files: ReadonlyMap<string, ReceivedFile>;
  texts: Readonly<Record<string, string>>;
  /** Removes the files; may be called twice. */
  dispose(): Promise<void>;
}

/**
 * Reads a multipart form to its end, its files into temporary ones. The whole body is read before anything is
 * believed, so fields may come in any order.
 *
 * @throws Problem of what is wrong with it; no temporary file is left then, and no more is read
 */
export async function readForm(request: FastifyRequest, options: FormOptions): Promise<Form> {
  const boundary = boundaryOf(request.headers['content-type']);
  if (boundary === undefined) throw new Problem('not_multipart');
  refuseEncoded(request);
  const { maxFileSize, timeout } = options;
  const allowed = maxFileSize * options.files.length + OVERHEAD;
  if (Number(request.headers['content-length'] ?? 0) > allowed) throw tooLarge(maxFileSize);
  const body = readRequestBody(request.raw, { idle: IDLE, deadline: performance.now() + timeout });
  let received = 0;
  const next = async () => {
    const piece = await body.next();
    received += piece?.length ?? 0;
    if (received > allowed) throw tooLarge(maxFileSize);
    return piece;
  };
  const texts: Record<string, string> = {};
  const files = new Map<string, ReceivedFile>();
  const dispose = async () => {
    await Promise.all([...files.values()].map((file) => file.dispose()));
  };
  try {
    for await (const part of readMultipart(next, boundary)) {
      if (part.isFile) await addFile(files, part, options);
      else await addText(texts, part, options);
    }
    return { files, texts, dispose };
  } catch (error) {
    await dispose();
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

async function addFile(files: Map<string, ReceivedFile>, part: Part, options: FormOptions): Promise<void> {
  const { name, fileName } = part;
  if (!options.files.includes(name)) throw unexpected(part, options);
  if (files.has(name)) {
    throw new Problem(
      options.files.length === 1 ? 'too_many_files' : 'repeated_field',
      `The upload holds more than one file in the field "${name}". Send one.`,
    );
  }
  const content = Readable.from(part.content, { objectMode: false });
  const file = await receiveFile(content, { dir: options.dir, maxSize: options.maxFileSize });
  files.set(name, { ...file, ...(fileName !== undefined && { fileName }) });
}

async function addText(texts: Record<string, string>, part: Part, options: FormOptions): Promise<void> {
  const { name } = part;
  if (options.files.includes(name)) {
    throw new Problem(
      'missing_file',
      `The field "${name}" holds text. Send the picture as a file, with a file name.`,
    );
  }
  if (!options.texts.includes(name)) throw unexpected(part, options);
  if (Object.hasOwn(texts, name)) {
    throw new Problem('repeated_field', `The field "${name}" was sent twice. Send it once.`);
  }
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of part.content) {
    size += piece.length;
    if (size > options.maxText) throw new Problem('invalid_value', `${name}: the field is too long.`);
    pieces.push(piece);
  }
  texts[name] = Buffer.concat(pieces).toString('utf8');
}

function tooLarge(maxSize: number): Problem {
  return new Problem(
    'file_too_large',
    `The file is larger than the ${maxSize} bytes allowed. Make it smaller.`,
    { extensions: { maxSize } },
  );
}

function unexpected({ name }: Part, { files, texts }: FormOptions): Problem {
  const fields = files.map((field) => `"${field}"`).join(', ');
  const where =
    files.length === 1
      ? `The picture belongs in the field ${fields}`
      : `Pictures belong in the fields ${fields}`;
  return new Problem(
    'unexpected_field',
    `The field "${name.slice(0, 60)}" is not known here. ${where}; beside it may stand ${texts.join(', ')}.`,
  );
}
