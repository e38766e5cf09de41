import type { Live } from './live.ts';

/** As much of a Socket.IO client as is needed here. */
export interface SocketLike {
  on(event: string, listener: (payload: { avatarId?: string }) => void): unknown;
  emit(event: string, payload: { avatarId: string }): unknown;
  disconnect(): unknown;
}

/** `io` of the package socket.io-client, which this one does not bring along. */
export type SocketFactory = (
  url: string,
  options: {
    transports: ['websocket'];
    auth: (give: (auth: { token?: string }) => void) => void;
    forceNew: true;
  },
) => SocketLike;

export interface LiveOptions {
  io: SocketFactory;
  baseUrl: string;
  token(): Promise<string | undefined>;
}

const EVENTS = ['avatar:processing:update', 'avatar:processing:complete', 'avatar:processing:error'];

/**
 * One connection for everything that is watched, open while something is. It only rings: what it has missed, the next
 * look finds.
 */
export function liveBySocket({ io, baseUrl, token }: LiveOptions): Live {
  const watched = new Map<string, Set<() => void>>();
  let socket: SocketLike | undefined;
  const connect = (): SocketLike => {
    const opened = io(baseUrl, {
      transports: ['websocket'],
      forceNew: true,
      auth: (give) => {
        token().then(
          (value) => give(value === undefined ? {} : { token: value }),
          () => give({}),
        );
      },
    });
    // the server knows nothing of the connection before
    opened.on('connect', () => {
      for (const avatarId of watched.keys()) opened.emit('avatar:subscribe', { avatarId });
    });
    for (const event of EVENTS) {
      opened.on(event, ({ avatarId }) => {
        for (const ring of watched.get(avatarId ?? '') ?? []) ring();
      });
    }
    return opened;
  };
  return {
    onChange(avatarId, changed) {
      const listeners = watched.get(avatarId) ?? new Set();
      watched.set(avatarId, listeners.add(changed));
      if (socket === undefined) socket = connect();
      // sent when it is connected, should it not be yet; twice does no harm
      else if (listeners.size === 1) socket.emit('avatar:subscribe', { avatarId });
      return () => {
        listeners.delete(changed);
        if (listeners.size > 0 || watched.get(avatarId) !== listeners) return;
        watched.delete(avatarId);
        if (watched.size > 0) socket?.emit('avatar:unsubscribe', { avatarId });
        else {
          socket?.disconnect();
          socket = undefined;
        }
      };
    },
  };
}
