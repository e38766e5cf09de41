import { setTimeout as delay } from 'node:timers/promises';
import type { Namespace } from 'socket.io';
import { z } from 'zod';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import { messagesOf } from './avatar-messages.ts';
import type { ClientEvents, ServerEvents } from './protocol.ts';
import type { SocketData } from './socket-data.ts';
import { openSessions, readWatched, type WatchedAvatar } from './watched-avatars.ts';

export type Sockets = Namespace<ClientEvents, ServerEvents, Record<string, never>, SocketData>;
type Client = Sockets extends { sockets: Map<string, infer S> } ? S : never;

export interface Hub {
  /** A notification of `likeness_avatars`. */
  changed(payload: string): void;
  /** A notification of `likeness_sessions`. */
  ended(session: string): void;
  /** Tells a socket that has just joined a room how things stand. */
  welcome(socketId: string, avatarId: string): void;
  /** Tells everybody how things stand: notifications may have been lost. */
  refresh(): void;
  stop(): Promise<void>;
}

interface Wanted {
  jobs: Set<string>;
  /** Everybody is told of the latest job too. */
  latest: boolean;
  /** Sockets that are told of the latest job. */
  newcomers: Set<string>;
}

const PREFIX = 'avatar:';
export const roomOf = (avatarId: string) => `${PREFIX}${avatarId}`;

/** avatars read at once */
const BATCH = 200;
/** ms until the database is asked again */
const PAUSE = 1_000;

const notification = z.object({ avatarId: z.uuid(), jobId: z.uuid().optional() });

/**
 * Tells the sockets of this process what becomes of the avatars they watch. One read after the other: what changes
 * meanwhile is read together next, and nobody is told of an older state after a newer one. Who may no longer see an
 * avatar, and whose session is over, is not told and leaves.
 */
export function createHub({ db, log, sockets }: { db: Database; log: Log; sockets: Sockets }): Hub {
  let wanted = new Map<string, Wanted>();
  let busy = false;
  let running: Promise<void> | undefined;
  const stopping = new AbortController();

  const want = (avatarId: string): Wanted | undefined => {
    if (!sockets.adapter.rooms.has(roomOf(avatarId))) return undefined;
    const entry = wanted.get(avatarId) ?? { jobs: new Set(), latest: false, newcomers: new Set() };
    wanted.set(avatarId, entry);
    if (!busy) {
      busy = true;
      running = run();
    }
    return entry;
  };

  const run = async () => {
    // whoever made an entry says first what it is for
    await Promise.resolve();
    while (wanted.size > 0 && !stopping.signal.aborted) {
      const all = [...wanted];
      const batch = all.slice(0, BATCH);
      wanted = new Map(all.slice(BATCH));
      try {
        await tell(new Map(batch));
      } catch (error) {
        log.warn({ err: error }, 'the state of avatars could not be read; tried again shortly');
        // everybody there is told all of it later
        for (const [avatarId] of batch)
          wanted.set(avatarId, { jobs: new Set(), latest: true, newcomers: new Set() });
        await delay(PAUSE, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
    busy = false;
  };

  const tell = async (batch: ReadonlyMap<string, Wanted>) => {
    const jobIds = [...batch.values()].flatMap(({ jobs }) => [...jobs]);
    const avatars = await readWatched(db, [...batch.keys()], jobIds);
    const watching = new Map([...batch.keys()].map((avatarId) => [avatarId, clientsIn(avatarId)]));
    const sessions = [...watching.values()].flat().flatMap(({ data }) => data.principal.session ?? []);
    const open = await openSessions(db, [...new Set(sessions)]);
    for (const [avatarId, entry] of batch) {
      for (const client of watching.get(avatarId) ?? []) {
        const { session } = client.data.principal;
        if (session !== undefined && !open.has(session)) client.disconnect(true);
        else tellOne(client, avatarId, avatars.get(avatarId), entry);
      }
    }
  };

  const clientsIn = (avatarId: string): Client[] =>
    [...(sockets.adapter.rooms.get(roomOf(avatarId)) ?? [])].flatMap((id) => sockets.sockets.get(id) ?? []);

  return {
    changed(payload) {
      const parsed = notification.safeParse(parseJson(payload));
      if (!parsed.success) return;
      const { avatarId, jobId } = parsed.data;
      const entry = want(avatarId);
      if (entry === undefined) return;
      if (jobId === undefined) entry.latest = true;
      else entry.jobs.add(jobId);
    },
    ended(session) {
      for (const client of sockets.sockets.values()) {
        if (client.data.principal.session === session) client.disconnect(true);
      }
    },
    welcome(socketId, avatarId) {
      want(avatarId)?.newcomers.add(socketId);
    },
    refresh() {
      for (const room of sockets.adapter.rooms.keys()) {
        const entry = room.startsWith(PREFIX) ? want(room.slice(PREFIX.length)) : undefined;
        if (entry) entry.latest = true;
      }
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function tellOne(client: Client, avatarId: string, avatar: WatchedAvatar | undefined, entry: Wanted): void {
  const { principal, base } = client.data;
  // deleted, or no longer shared: what may not be seen is not told of
  if (!avatar?.viewers.has(principal.userId)) {
    void client.leave(roomOf(avatarId));
    return;
  }
  const { jobs, status } = avatar;
  const latest = entry.latest || entry.newcomers.has(client.id) ? jobs.at(-1) : undefined;
  const told = jobs.filter((job) => job === latest || entry.jobs.has(job.id));
  const jobless = entry.newcomers.has(client.id) && jobs.length === 0;
  for (const job of jobless ? [undefined] : told) {
    for (const [event, payload] of messagesOf({ avatarId, avatarStatus: status, job, base })) {
      client.emit(event as never, ...([payload] as never));
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
