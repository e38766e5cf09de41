import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { App } from '../app-types.ts';

/** ms in which a client can read an answer that came before it had sent everything */
const LINGER = 1_000;
/** bytes taken and thrown away meanwhile */
const DRAINED = 512 * 1024;
/** ms between two looks at how much has come */
const LOOK = 20;

/** An answer that does not wait for the rest of its request is the last one on the connection. */
export function closeOnUnreadBodies(app: App): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    closeIfUnread(request.raw, reply.raw);
    done(null, payload);
  });
}

/**
 * To be called before the head of the answer is written. Node would read a body that nobody reads to its
 * end, however long; or, told to close, cut the client off at once, which loses the answer on its way. So:
 * close, but linger.
 */
export function closeIfUnread(request: IncomingMessage, response: ServerResponse): void {
  // not `!complete`: a request that was injected has no such thing
  if (request.complete !== false || response.headersSent) return;
  response.setHeader('connection', 'close');
  const { socket } = request;
  // node calls this when the answer is out
  socket.destroySoon = () => linger(socket, request);
}

function linger(socket: Socket, request: IncomingMessage): void {
  const until = socket.bytesRead + DRAINED;
  const cut = setTimeout(() => socket.destroy(), LINGER);
  const look = setInterval(() => {
    if (request.complete) socket.destroy();
    else if (socket.bytesRead > until) socket.pause();
  }, LOOK);
  socket.once('close', () => {
    clearTimeout(cut);
    clearInterval(look);
  });
  request.on('error', () => {});
  request.resume();
  socket.end();
}
