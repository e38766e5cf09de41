import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Socket } from 'socket.io-client';
import { pastedToken } from '../../session/likeness.ts';
import { changed } from './body-queries.ts';

export interface Progress {
  status: 'processing' | 'ready' | 'error';
  /** 0 to 100 */
  progress: number;
  /** What is being done, as spec 2 names it. */
  currentStep: string;
  /** The same as a sentence. */
  message: string;
}

interface Line {
  socket: Socket;
  watched: number;
}
let line: Promise<Line> | undefined;

/** One connection for everything that is watched; it comes back by itself. */
function connect(): Promise<Line> {
  line ??= import('socket.io-client').then(({ io }) => ({
    socket: io({ transports: ['websocket'], auth: (tell) => tell({ token: pastedToken.get() }) }),
    watched: 0,
  }));
  return line;
}

/** Tells how far the making of a body is until the returned function is called. */
function watch(avatarId: string, onProgress: (progress: Progress) => void): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  connect().then(
    (held) => {
      if (signal.aborted) return;
      const { socket } = held;
      held.watched += 1;
      const subscribe = () => socket.emit('avatar:subscribe', { avatarId });
      const told = (update: Progress & { avatarId: string }) => {
        if (update.avatarId === avatarId) onProgress(update);
      };
      socket.on('connect', subscribe);
      socket.on('avatar:processing:update', told);
      if (socket.connected) subscribe();
      else socket.connect();
      signal.addEventListener('abort', () => {
        socket.off('connect', subscribe);
        socket.off('avatar:processing:update', told);
        socket.emit('avatar:unsubscribe', { avatarId });
        held.watched -= 1;
        if (held.watched === 0) socket.disconnect();
      });
    },
    // without it the page looks again every few seconds
    () => {
      line = undefined;
    },
  );
  return () => stopping.abort();
}

/**
 * How far a body is that is being made; undefined until the server has said so. When it is done, everything that is
 * shown of bodies is asked for again.
 */
export function useProgress(avatarId: string, active: boolean): Progress | undefined {
  const client = useQueryClient();
  const [progress, setProgress] = useState<Progress>();
  useEffect(() => {
    if (!active) return undefined;
    setProgress(undefined);
    return watch(avatarId, (update) => {
      setProgress(update);
      if (update.status !== 'processing') void changed(client);
    });
  }, [avatarId, active, client]);
  return progress;
}
