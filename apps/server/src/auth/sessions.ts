import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import type { Claims } from './claims.ts';
import { ROLES, type Role } from './principal.ts';

/** The PostgreSQL channel that tells every process of a session that has ended; the payload is its id. */
export const SESSIONS_CHANNEL = 'likeness_sessions';

/** No token of ours or of an issuer begins so. */
const PREFIX = 'session_';
const SECRET = new RegExp(`^${PREFIX}[\\w-]{43}$`);

/** Sessions of browsers: those that are open, whichever process is asked. */
export interface Sessions {
  /** Of the sign-in link. @returns the new session's id, for its token to carry */
  open(seconds: number): Promise<string>;
  /**
   * Of somebody whom an identity provider vouches for; ends with the person, too.
   *
   * @returns what the cookie holds: 256 random bits, of which the database keeps the SHA-256; undefined when the person
   *   was erased
   */
  openFor(person: { userId: string; role: Role }, seconds: number): Promise<string | undefined>;
  isOpen(id: string): Promise<boolean>;
  /** Whose session it is. @param secret what `openFor` gave @returns undefined when it is over, or never was */
  find(secret: string): Promise<Claims | undefined>;
  /** From now on its token is refused, and what is connected with it is cut off. */
  end(id: string): Promise<void>;
}

/** Whether a cookie holds what `find` takes, rather than a token. Nothing else is worth asking the database. */
export const isSessionSecret = (cookie: string): boolean => SECRET.test(cookie);

export function createSessions(db: Database): Sessions {
  return {
    async open(seconds) {
      const { rows } = await db.execute<{ id: string }>(
        sql`INSERT INTO shared.sessions (expires_at) VALUES (now() + ${seconds} * interval '1 second') RETURNING id`,
      );
      if (rows[0] === undefined) throw new Error('a row that was just made is not there');
      return rows[0].id;
    },
    async openFor({ userId, role }, seconds) {
      const secret = PREFIX + randomBytes(32).toString('base64url');
      // waits for an erasure that is under way, and holds up the next until this is there to end
      const { rowCount } = await db.execute(sql`
        INSERT INTO shared.sessions (hash, user_id, role, expires_at)
        SELECT ${digest(secret)}, u.id, ${role}, now() + ${seconds} * interval '1 second'
        FROM shared.users u WHERE u.id = ${userId} AND u.erased_at IS NULL FOR SHARE`);
      return rowCount === 1 ? secret : undefined;
    },
    async isOpen(id) {
      const { rows } = await db.execute(
        sql`SELECT 1 FROM shared.sessions WHERE id = ${id} AND expires_at > now()`,
      );
      return rows.length === 1;
    },
    async find(secret) {
      const { rows } = await db.execute<{
        id: string;
        role: string;
        ends: number;
        issuer: string;
        subject: string;
        slug: string;
      }>(sql`
        SELECT s.id, s.role, (extract(epoch FROM s.expires_at) * 1000)::float8 AS ends, u.issuer, u.subject, o.slug
        FROM shared.sessions s
        JOIN shared.users u ON u.id = s.user_id AND u.erased_at IS NULL
        JOIN shared.organizations o ON o.id = u.organization_id
        WHERE s.hash = ${digest(secret)} AND s.expires_at > now()`);
      const role = ROLES.find((known) => known === rows[0]?.role);
      if (rows[0] === undefined || role === undefined) return undefined;
      const { id, ends, issuer, subject, slug } = rows[0];
      const who = { issuer, subject, organization: slug, role, permissions: [] };
      return { ...who, expiresAt: ends, session: id };
    },
    async end(id) {
      await db.execute(sql`
        WITH ended AS (DELETE FROM shared.sessions WHERE id = ${id} RETURNING id)
        SELECT pg_notify(${SESSIONS_CHANNEL}, id::text) FROM ended`);
    },
  };
}

const digest = (secret: string) => createHash('sha256').update(secret).digest();
