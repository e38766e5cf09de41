import { sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';

/** The PostgreSQL channel that tells every process of a session that has ended; the payload is its id. */
export const SESSIONS_CHANNEL = 'likeness_sessions';

/** Sessions of the sign-in link: those that are open, whichever process is asked. */
export interface Sessions {
  /** @returns the new session's id, for its token to carry */
  open(seconds: number): Promise<string>;
  isOpen(id: string): Promise<boolean>;
  /** From now on its token is refused, and what is connected with it is cut off. */
  end(id: string): Promise<void>;
}

export function createSessions(db: Database): Sessions {
  return {
    async open(seconds) {
      const { rows } = await db.execute<{ id: string }>(
        sql`INSERT INTO shared.sessions (expires_at) VALUES (now() + ${seconds} * interval '1 second') RETURNING id`,
      );
      if (rows[0] === undefined) throw new Error('a row that was just made is not there');
      return rows[0].id;
    },
    async isOpen(id) {
      const { rows } = await db.execute(
        sql`SELECT 1 FROM shared.sessions WHERE id = ${id} AND expires_at > now()`,
      );
      return rows.length === 1;
    },
    async end(id) {
      await db.execute(sql`
        WITH ended AS (DELETE FROM shared.sessions WHERE id = ${id} RETURNING id)
        SELECT pg_notify(${SESSIONS_CHANNEL}, id::text) FROM ended`);
    },
  };
}
