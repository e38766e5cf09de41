import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

/** What becomes of a request. */
export type HttpFault =
  /** It is answered with this status and does not reach the server. */
  | { do: 'answer'; status: number; body?: string; headers?: Record<string, string> }
  /** The server does it, and the caller sees the connection reset instead of the answer. */
  | { do: 'lose-answer' }
  /** It reaches the server when the promise that `run` gives settles: a pause point. */
  | { do: 'before'; run(): Promise<unknown> }
  /** The server has done it; its answer goes on when the promise that `run` gives settles. */
  | { do: 'after'; run(): Promise<unknown> };

/** A request line. */
export interface HttpCall {
  method: string;
  /** As sent, with the query. */
  path: string;
}

/** A way to an HTTP server, for faults that a network does not know: answers of 500, answers that are lost. */
export interface HttpProxy {
  readonly url: string;
  /** Every request that came, in order. */
  readonly calls: readonly HttpCall[];
  /** Decides of every request from now on; undefined lets it through. */
  faults(decide: (call: HttpCall) => HttpFault | undefined): void;
  close(): Promise<void>;
}

/**
 * @param upstream `http://host:port`. The Host header stays as the caller wrote it, so a signature that covers it
 * counts at the server.
 */
export async function startHttpProxy(upstream: string): Promise<HttpProxy> {
  const { hostname, port } = new URL(upstream);
  const calls: HttpCall[] = [];
  let decide: (call: HttpCall) => HttpFault | undefined = () => undefined;

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const call = { method: request.method ?? '', path: request.url ?? '' };
    calls.push(call);
    const fault = decide(call);
    if (fault?.do === 'answer') {
      request.resume();
      await once(request, 'end');
      response.writeHead(fault.status, fault.headers ?? {}).end(fault.body ?? '');
      return;
    }
    if (fault?.do === 'before') await fault.run();
    const { method, url: path, headers } = request;
    const forwarded = httpRequest({ hostname, port, method, path, headers });
    const answered = once(forwarded, 'response') as Promise<[IncomingMessage]>;
    await Promise.all([pipeline(request, forwarded), answered]);
    const [answer] = await answered;
    if (fault?.do === 'lose-answer') {
      answer.resume();
      await once(answer, 'end');
      response.socket?.resetAndDestroy();
      return;
    }
    if (fault?.do === 'after') await fault.run();
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    await pipeline(answer, response);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.socket?.resetAndDestroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    faults(next) {
      decide = next;
    },
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
