import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { agent } from './upload.ts';

/** A call without a body; its answer as JSON. @throws unless it is a 2xx */
export async function call<T>(server: URL, method: string, path: string, token: string): Promise<T> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    request(new URL(path, server), { agent, method, headers }, resolve).once('error', reject).end();
  });
  const body = await json(answer);
  if ((answer.statusCode ?? 0) >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(body)}`);
  return body as T;
}
