import { createServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { PEOPLE_CHANNEL } from '../admin/forget-person.ts';
import type { Identities } from '../auth/identities.ts';
import { SESSIONS_CHANNEL } from '../auth/sessions.ts';
import { factorOf } from '../bodies/allowance.ts';
import { avatarFor } from '../bodies/avatar-rows.ts';
import { type Listener, listen } from '../database/listen.ts';
import { Problem } from '../errors.ts';
import type { App } from '../http/app-types.ts';
import { toProblem } from '../http/problem.ts';
import { AVATARS_CHANNEL } from '../jobs/job-rows.ts';
import type { Services } from '../services.ts';
import { type Authentication, authenticate } from './authenticate.ts';
import { countConnections } from './count-connections.ts';
import { createHub, type Hub, roomOf } from './hub.ts';
import { type Ack, type ClientEvents, type ServerEvents, subscription } from './protocol.ts';
import type { SocketData } from './socket-data.ts';
import { PATH, takeUpgrades } from './take-upgrades.ts';

type Client = Socket<ClientEvents, ServerEvents, Record<string, never>, SocketData>;

/** bytes of a message: an id needs less than a hundred */
const LONGEST_MESSAGE = 16 * 1024;
/** ms until a connection has said who it is */
const CONNECT_TIMEOUT = 10_000;
/** avatars that a connection may watch */
const MOST_WATCHED = 200;
/** What a connection may ask for at the same time. */
const MOST_ASKED = 20;
/** ms that a timer can wait */
const LONGEST_TIMER = 2 ** 31 - 1;
/** ms for clients to say goodbye */
const FAREWELL = 500;

/**
 * Live connections: Socket.IO on the port of the API, over WebSocket only, so that it does not matter which process
 * a client meets. Begins when the app listens and ends before it closes.
 */
export function addRealtime(
  app: App,
  services: Services,
  gate: Omit<Authentication, 'app' | 'config'>,
): void {
  const { config, database, log } = services;
  // It never listens; what comes to the app's own server is handed over, so that its routes stay as they are.
  const front = createServer();
  const io = new Server<ClientEvents, ServerEvents, Record<string, never>, SocketData>(front, {
    path: PATH,
    serveClient: false,
    transports: ['websocket'],
    maxHttpBufferSize: LONGEST_MESSAGE,
    connectTimeout: CONNECT_TIMEOUT,
  });
  const hub = createHub({ db: database.db, log, sockets: io.sockets });
  const upgrades = takeUpgrades(app, services, front);
  const mayOpen = countConnections();
  let listener: Listener | undefined;

  const admit = async (socket: Client): Promise<Error | undefined> => {
    try {
      const data = await authenticate({ ...gate, app, config }, socket.request, socket.handshake.auth);
      const { userId, role } = data.principal;
      const { rateLimits } = config.access;
      const most = rateLimits ? config.events.socketsPerUser * factorOf(config, role) : Infinity;
      if (!mayOpen(userId, socket.conn, most)) throw new Problem('too_many_connections');
      Object.assign(socket.data, data);
      return undefined;
    } catch (error) {
      return refusalOf(error, socket, log);
    }
  };
  io.use(async (socket, next) => next(await admit(socket)));
  io.on('connection', (socket) => {
    endWithToken(socket);
    answer(socket, 'avatar:subscribe', services, async (avatarId) => {
      await avatarFor(database.db, socket.data.principal, avatarId, 'view');
      if (socket.rooms.size > MOST_WATCHED) {
        throw new Problem('too_many_requests', `A connection watches at most ${MOST_WATCHED} avatars.`);
      }
      if (!socket.connected) return;
      await socket.join(roomOf(avatarId));
      hub.welcome(socket.id, avatarId);
    });
    answer(socket, 'avatar:unsubscribe', services, async (avatarId) => socket.leave(roomOf(avatarId)));
  });

  app.addHook('onListen', async () => {
    listener = listenFor(hub, gate.identities, services);
  });
  app.addHook('preClose', async () => {
    // the transport only: told to disconnect, clients would not come back to the next process
    io.engine.close();
    await Promise.all([listener?.stop(), hub.stop(), upgrades.close(FAREWELL)]);
  });
}

function listenFor(hub: Hub, identities: Identities, { database, log }: Services): Listener {
  return listen({
    url: () => database.url,
    channels: {
      [AVATARS_CHANNEL]: hub.changed,
      [SESSIONS_CHANNEL]: hub.ended,
      [PEOPLE_CHANNEL]: (userId) => identities.forget(userId),
    },
    onListening() {
      // whoever was erased meanwhile
      identities.forget();
      hub.refresh();
    },
    log,
  });
}

/** Takes what a client says about an avatar, and tells it what came of it when it asked to be told. */
function answer(
  socket: Client,
  event: keyof ClientEvents,
  { log }: Services,
  work: (avatarId: string) => Promise<void> | void,
): void {
  let asked = 0;
  const run = async (payload: unknown) => {
    if (asked >= MOST_ASKED) throw new Problem('too_many_requests');
    const parsed = subscription.safeParse(payload);
    if (!parsed.success) throw new Problem('invalid_value', 'Send {"avatarId": "<the id of an avatar>"}.');
    asked += 1;
    await Promise.resolve(work(parsed.data.avatarId)).finally(() => {
      asked -= 1;
    });
  };
  socket.on(event, (...sent: unknown[]) => {
    const last = sent.at(-1);
    const ack = typeof last === 'function' ? (last as Ack) : undefined;
    run(sent[0]).then(
      () => ack?.({ ok: true }),
      (error: unknown) => {
        const { code, message, status, cause } = toProblem(error);
        if (status >= 500) log.error({ err: cause ?? error, problem: code }, 'a subscription failed');
        ack?.({ ok: false, code, message });
      },
    );
  });
}

/** A connection is as good as its token. */
function endWithToken(socket: Client): void {
  let timer: NodeJS.Timeout;
  const wait = () => {
    const left = socket.data.expiresAt - Date.now();
    timer = setTimeout(
      () => (left > LONGEST_TIMER ? wait() : socket.disconnect(true)),
      Math.min(left, LONGEST_TIMER),
    );
    timer.unref();
  };
  wait();
  socket.on('disconnect', () => clearTimeout(timer));
}

/** What the client gets as `connect_error`: `error.message` is the code, `error.data` has the sentence too. */
function refusalOf(error: unknown, socket: Client, log: Services['log']): Error {
  const { code, message, status, cause } = toProblem(error);
  const address = socket.handshake.address;
  if (status >= 500) log.error({ err: cause ?? error, problem: code }, 'a live connection failed');
  else log.warn({ problem: code, address }, 'access refused');
  return Object.assign(new Error(code), { data: { code, message } });
}
