import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { random } from '../images/random.ts';
import { carry, close, reset } from './one-way.ts';
import type { AtWork, Stream, Toxic } from './toxics.ts';

/** A fault that was added; it stays until it is removed. */
export interface AddedToxic {
  remove(): void;
}

/** A way to a server that can be made bad, with the verbs of toxiproxy. Connections stay open while toxics change. */
export interface TcpProxy {
  readonly port: number;
  /** The address that it was given, with its own host and port. */
  readonly url: string;
  /** Connections that are open now, and that were ever opened. */
  readonly connections: { readonly open: number; readonly ever: number };
  /** @param stream of which direction; `downstream`, what comes back, when it is left out */
  add(toxic: Toxic, stream?: Stream): AddedToxic;
  /** Resolves when the next bytes of that direction come, before any toxic: something is under way. */
  nextBytes(stream: Stream): Promise<void>;
  /** Breaks every connection, as a server that was killed: reset, and nobody listens. */
  down(): Promise<void>;
  /** Listens again, at the same port. */
  up(): Promise<void>;
  /** Breaks the connections that are open; new ones are taken. */
  resetAll(): void;
  close(): Promise<void>;
}

interface Added {
  toxic: Toxic;
  stream: Stream;
}

/** A promise that others settle, again and again. */
function signal(): { next(): Promise<void>; fire(): void } {
  let [fire, next] = [() => {}, Promise.resolve()];
  const renew = () => {
    next = new Promise((resolve) => {
      fire = resolve;
    });
  };
  renew();
  return {
    next: () => next,
    fire() {
      fire();
      renew();
    },
  };
}

/**
 * @param upstream the server's address, as `redis://127.0.0.1:6379/0`; its port must be written
 * @param options `seed` of jitter and sizes
 * @example
 * const proxy = await startTcpProxy('redis://127.0.0.1:6379');
 * const slow = proxy.add({ type: 'latency', latency: 200, jitter: 50 });
 * // … speak to proxy.url …
 * slow.remove();
 * await proxy.close();
 */
export async function startTcpProxy(upstream: string, { seed = 1 } = {}): Promise<TcpProxy> {
  const { hostname, port: upstreamPort } = new URL(upstream);
  if (upstreamPort === '') throw new TypeError(`an address with its port is needed: ${upstream}`);
  const next = random(seed);
  const [changed, bytes] = [signal(), { upstream: signal(), downstream: signal() }];
  const added = new Set<Added>();
  const pairs = new Set<readonly [Socket, Socket]>();
  let ever = 0;

  const server: Server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    ever++;
    const target = connect({
      host: hostname,
      port: Number(upstreamPort),
      allowHalfOpen: true,
      noDelay: true,
    });
    const pair = [client, target] as const;
    pairs.add(pair);
    const works = new Map<Added, AtWork>();
    const oneWay = (stream: Stream, from: Socket, to: Socket) => {
      const atWork = () => {
        const mine = [...added].filter((one) => one.stream === stream);
        return mine.map((one) => {
          const work = works.get(one) ?? { toxic: one.toxic, passed: 0 };
          works.set(one, work);
          return work;
        });
      };
      // A broken end breaks the other; what waits is lost with it, as in a network.
      from.on('error', () => reset(to));
      from.on('close', () => {
        pairs.delete(pair);
        if (!from.readableEnded) close(to);
      });
      void carry({ from, to, atWork, changed: changed.next, onBytes: bytes[stream].fire, next });
    };
    oneWay('upstream', client, target);
    oneWay('downstream', target, client);
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = new URL(upstream);
  [url.hostname, url.port] = ['127.0.0.1', String(port)];
  const resetAll = () => {
    for (const pair of pairs) reset(...pair);
  };
  const down = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    resetAll();
    await closed;
  };
  return {
    port,
    url: url.href.replace(/\/$/, upstream.endsWith('/') ? '/' : ''),
    connections: {
      get open() {
        return pairs.size;
      },
      get ever() {
        return ever;
      },
    },
    add(toxic, stream = 'downstream') {
      const one = { toxic, stream };
      added.add(one);
      changed.fire();
      return {
        remove() {
          added.delete(one);
          changed.fire();
        },
      };
    },
    nextBytes: (stream) => bytes[stream].next(),
    down,
    up: () => (server.listening ? Promise.resolve() : listen(port)),
    resetAll,
    close: down,
  };
}
