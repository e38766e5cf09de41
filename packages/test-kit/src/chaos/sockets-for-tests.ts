import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A server that sends back what it gets, or does with each connection as told. */
export async function startPeer(
  serve: (socket: Socket) => void = (socket) => void socket.pipe(socket),
): Promise<{ url: string; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A client that remembers what it got and how it ended. */
export class Caller {
  readonly socket: Socket;
  /** Settles when the connection is gone: the code of the error, or `closed`. */
  readonly ended: Promise<string>;
  #got = Buffer.alloc(0);
  #arrived = () => {};

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    this.socket.on('data', (bytes: Buffer) => {
      this.#got = Buffer.concat([this.#got, bytes]);
      this.#arrived();
    });
    this.ended = new Promise((resolve) => {
      this.socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      this.socket.on('close', () => resolve('closed'));
      this.socket.on('end', () => resolve('closed'));
    });
  }

  get got(): Buffer {
    return this.#got;
  }

  send(bytes: Uint8Array | string): void {
    this.socket.write(bytes);
  }

  /** Resolves when so many bytes have come. */
  async bytes(count: number): Promise<Buffer> {
    while (this.#got.length < count) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
    return this.#got;
  }
}
