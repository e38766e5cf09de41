import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { PEOPLE_CHANNEL } from '../admin/forget-person.ts';
import type { TestApp } from './test-app.ts';

export type Answer = { ok: true } | { ok: false; code: string; message: string };
export type Heard = [event: string, payload: Record<string, unknown>];

/** A client as others write them, which remembers what it heard. */
export interface TestClient {
  socket: Socket;
  heard: Heard[];
  /** Resolves once connected. @throws the problem that it was refused with */
  connected(): Promise<void>;
  ask(event: string, payload?: unknown): Promise<Answer>;
  subscribe(avatarId: string): Promise<Answer>;
  /** Resolves when it has heard this event so often. */
  until(event: string, count?: number): Promise<Record<string, unknown>>;
}

export function connectClient(url: string, options: Partial<ManagerOptions & SocketOptions>): TestClient {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false, ...options });
  const heard: Heard[] = [];
  const waiting = new Set<() => void>();
  socket.onAny((event: string, payload: Record<string, unknown>) => {
    heard.push([event, payload]);
    for (const wake of waiting) wake();
    waiting.clear();
  });
  const ask = (event: string, payload?: unknown): Promise<Answer> => socket.emitWithAck(event, payload);
  return {
    socket,
    heard,
    connected: () =>
      new Promise((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('connect_error', (error) => reject((error as { data?: unknown }).data ?? error));
      }),
    ask,
    subscribe: (avatarId) => ask('avatar:subscribe', { avatarId }),
    async until(event, count = 1) {
      for (;;) {
        const those = heard.filter(([name]) => name === event);
        const last = those.at(-1);
        if (last !== undefined && those.length >= count) return last[1];
        await new Promise<void>((resolve) => {
          waiting.add(resolve);
        });
      }
    },
  };
}

/** Avatars and jobs as rows: what is told does not depend on how they came about. */
export function avatarRows({ services, app, as }: TestApp) {
  const { pool } = services.database;
  const userId = async (name: string): Promise<string> => {
    const answer = await app.inject({ url: '/api/v1/session', headers: await as({ userId: name }) });
    return answer.json().data.entity.id;
  };
  return {
    async avatar(owner: string, status = 'processing'): Promise<string> {
      const { rows } = await pool.query(
        `INSERT INTO avatar.avatars (organization_id, user_id, name, status, sealed)
         SELECT organization_id, id, 'A', $2, '\\x00' FROM shared.users WHERE id = $1 RETURNING id`,
        [await userId(owner), status],
      );
      return rows[0].id;
    },
    async job(avatarId: string, fields: Record<string, unknown> = {}): Promise<string> {
      const { rows } = await pool.query(
        `INSERT INTO avatar.processing_jobs (avatar_id, job_type) VALUES ($1, 'avatar:regenerate-model') RETURNING id`,
        [avatarId],
      );
      await this.change(avatarId, rows[0].id, fields);
      return rows[0].id;
    },
    /** As the workers do: the row and the notification in one transaction. */
    async change(avatarId: string, jobId: string, fields: Record<string, unknown>): Promise<void> {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        for (const [column, value] of Object.entries(fields)) {
          await client.query(`UPDATE avatar.processing_jobs SET ${column} = $2 WHERE id = $1`, [
            jobId,
            value,
          ]);
        }
        await client.query(`SELECT pg_notify('likeness_avatars', $1)`, [JSON.stringify({ avatarId, jobId })]);
        await client.query('COMMIT');
      } finally {
        client.release();
      }
    },
    async share(avatarId: string, name: string): Promise<void> {
      await pool.query('INSERT INTO avatar.shares (avatar_id, user_id) VALUES ($1, $2)', [
        avatarId,
        await userId(name),
      ]);
    },
    /** The backend of the hub's listening connection, once it listens on every channel; `not` that one. */
    async listening(not?: number): Promise<number> {
      for (;;) {
        const { rows } = await pool.query(
          `SELECT pid FROM pg_stat_activity WHERE datname = current_database()
           AND application_name = 'likeness listener' AND state = 'idle' AND pid <> $1
           AND query IN ($2, 'SELECT 1')`,
          // the last channel, or whether it still answers, which is asked from time to time
          [not ?? 0, `LISTEN "${PEOPLE_CHANNEL}"`],
        );
        if (rows.length > 0) return rows[0].pid;
      }
    },
  };
}

/** Resolves with why a client was disconnected. */
export async function disconnected({ socket }: TestClient): Promise<string> {
  if (!socket.connected) return 'already';
  return new Promise((resolve) => socket.once('disconnect', resolve));
}
