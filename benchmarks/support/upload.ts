import { Agent, request } from 'node:http';
import { json, text } from 'node:stream/consumers';
import { tokenOf } from './server.ts';

const BOUNDARY = '----likeness-benchmark-5fd9c1a7e2';
const HEAD = Buffer.from(
  `--${BOUNDARY}\r\ncontent-disposition: form-data; name="avatar"; filename="photo.jpg"\r\n` +
    'content-type: image/jpeg\r\n\r\n',
);
const TAIL = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);

export interface Uploaded {
  avatarId: string;
  urls: Record<string, string>;
  isDuplicate: boolean;
}

/** Connections that stay open, so that connecting is not measured. */
export const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/**
 * Uploads a JPEG and waits for the acknowledgement. The bytes are written as they lie in memory: the client
 * shares the machine with what it measures, so it does as little as it can.
 *
 * @param parts the JPEG, in pieces
 */
export async function upload(url: URL, userId: string, parts: readonly Buffer[]): Promise<Uploaded> {
  const body = [HEAD, ...parts, TAIL];
  const length = body.reduce((sum, part) => sum + part.length, 0);
  const outgoing = request(new URL('/api/enterprise/avatar/upload', url), {
    agent,
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokenOf(userId)}`,
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      'content-length': length,
    },
  });
  const answered = new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
  });
  outgoing.cork();
  for (const part of body) outgoing.write(part);
  outgoing.uncork();
  outgoing.end();
  const answer = await answered;
  if (answer.statusCode !== 201) throw new Error(`upload: ${answer.statusCode} ${await text(answer)}`);
  return ((await json(answer)) as { data: Uploaded }).data;
}

/** The same picture as other bytes: a comment of its own behind the first marker of a JPEG. */
export function distinct(jpeg: Buffer, name: string): Buffer[] {
  const comment = Buffer.from(name);
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xfe, 0, comment.length + 2]);
  return [head, comment, jpeg.subarray(2)];
}
