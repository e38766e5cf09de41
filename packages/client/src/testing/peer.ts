import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  /** Cuts the connection in place of an answer. */
  hangUp?: boolean;
  /** Cuts it in the middle of the answer. */
  cutShort?: boolean;
}

export interface Peer {
  url: string;
  asked: Asked[];
  close(): Promise<void>;
}

/** A server that answers as it is told, the n-th request with `reply(n)`. */
export async function startPeer(
  reply: (index: number, asked: Asked) => Reply | Promise<Reply>,
): Promise<Peer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const one = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString('latin1'),
    };
    asked.push(one);
    const { status = 200, headers = {}, json, hangUp, cutShort } = await reply(asked.length - 1, one);
    if (hangUp) request.socket.destroy();
    else if (cutShort) {
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"data":', () => request.socket.destroy());
    } else {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(json ?? {}));
    }
  };
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
