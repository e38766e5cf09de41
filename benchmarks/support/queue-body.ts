import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { call } from './call.ts';
import { agent } from './upload.ts';

/** Asks for a body by tape, one of many shapes. @throws unless it is queued */
export async function queueBody(server: URL, token: string, index: number): Promise<void> {
  const body = JSON.stringify({
    name: `Body ${index}`,
    sex: index % 2 === 0 ? 'female' : 'male',
    measurements: {
      height: (index % 2 === 0 ? 158 : 170) + (index % 17),
      chest: 88 + (index % 23),
      waist: 70 + (index % 19),
      hip: 92 + (index % 13),
    },
  });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const url = new URL('/api/v1/avatars/measurement-based', server);
    request(url, { agent, method: 'POST', headers }, resolve).once('error', reject).end(body);
  });
  const told = await json(answer);
  if (answer.statusCode !== 202) throw new Error(`a body was refused: ${JSON.stringify(told)}`);
}

/** How many bodies of the token's user have this status. */
export async function countBodies(server: URL, token: string, status: 'ready' | 'error'): Promise<number> {
  const path = `/api/v1/avatars?limit=1&status=${status}`;
  return (await call<{ pagination: { total: number } }>(server, 'GET', path, token)).pagination.total;
}
