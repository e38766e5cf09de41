import { sql } from 'drizzle-orm';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../database/database.ts';
import { Problem } from '../errors.ts';

const KEPT = "interval '24 hours'";
const ABANDONED = "interval '60 seconds'";
const HEARTBEAT = 20_000;

export interface Answer<T> {
  status: number;
  body: T;
}

export interface Replayable<T> extends Answer<T> {
  /** True when this is the answer of an earlier request with the same key. */
  replayed: boolean;
}

export interface IdempotentRequest {
  /** `shared.users.id` */
  userId: string;
  /** The route's pattern with its method. */
  route: string;
  /** From `idempotencyKeyOf`; without one, `work` simply runs. */
  key: string | undefined;
  /** Says what was sent: of an upload the SHA-256 of the file and the fields. */
  fingerprint: string;
}

/**
 * The request's `Idempotency-Key`. Call it before an upload is read.
 *
 * @throws Problem `invalid_value` unless it is 1 to 255 printable ASCII characters
 */
export function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]([\x20-\x7e]{0,253}[\x21-\x7e])?$/.test(key)) {
    throw new Problem('invalid_value', 'Idempotency-Key must be 1 to 255 printable ASCII characters.');
  }
  return key;
}

/**
 * Runs `work` once for each key: a repeat with the same fingerprint gets the stored answer. The key is
 * free again when `work` throws, 60 s after its process died, and 24 h after its answer.
 *
 * @throws Problem `idempotency_key_reused`, `request_in_progress`; what `work` throws
 */
export async function idempotent<T>(
  db: Database,
  request: IdempotentRequest,
  work: () => Promise<Answer<T>>,
): Promise<Replayable<T>> {
  const { key } = request;
  if (key === undefined) return { ...(await work()), replayed: false };
  const claim = await claimKey(db, { ...request, key });
  if ('body' in claim) return { status: claim.status, body: claim.body as T, replayed: true };

  let beat: Promise<unknown> = Promise.resolve();
  const heartbeat = setInterval(() => {
    beat = claim.renew().catch(() => {});
  }, HEARTBEAT);
  heartbeat.unref();
  const stopHeartbeat = async () => {
    clearInterval(heartbeat);
    await beat;
  };
  let answer: Answer<T>;
  try {
    answer = await work();
  } catch (error) {
    await stopHeartbeat();
    await claim.release().catch(() => {});
    throw error;
  }
  await stopHeartbeat();
  // The work is done whatever comes of this: a claim that cannot be settled lapses by itself.
  await claim.settle(answer).catch(() => {});
  return { ...answer, replayed: false };
}

/** Whether a request with this key came before: it may be a repeat, which limits do not hold up. */
export async function mayRepeat(
  db: Database,
  { userId, key, route }: Omit<IdempotentRequest, 'fingerprint'>,
): Promise<boolean> {
  if (key === undefined) return false;
  const { rows } = await db.execute(sql`
    SELECT FROM shared.idempotency_keys WHERE user_id = ${userId} AND key = ${key} AND route = ${route}`);
  return rows.length > 0;
}

/** Sends what `idempotent` gave; a repeated answer is marked by `Idempotency-Replayed: true`. */
export function sendReplayable<T>(reply: FastifyReply, answer: Replayable<T>): FastifyReply {
  if (answer.replayed) reply.header('idempotency-replayed', 'true');
  return reply.code(answer.status).send(answer.body);
}

interface StoredKey extends Record<string, unknown> {
  fingerprint: string;
  status: number | null;
  body: unknown;
}

/**
 * The row's `created_at` marks whose claim it is: whoever takes an abandoned key over writes a new one, and
 * the late first worker then no longer finds its own.
 */
async function claimKey(db: Database, request: IdempotentRequest & { key: string }) {
  const { userId, route, key, fingerprint } = request;
  const { rows: claimed } = await db.execute<{ stamp: string }>(sql`
    INSERT INTO shared.idempotency_keys AS k (user_id, key, route, fingerprint, created_at)
    VALUES (${userId}, ${key}, ${route}, ${fingerprint}, clock_timestamp())
    ON CONFLICT (user_id, key, route) DO UPDATE
      SET fingerprint = excluded.fingerprint, status = NULL, body = NULL, created_at = clock_timestamp()
      WHERE k.created_at < now() - ${sql.raw(KEPT)}
         OR (k.status IS NULL AND k.created_at < now() - ${sql.raw(ABANDONED)})
    RETURNING created_at::text AS stamp`);
  const mine = claimed[0];
  if (mine !== undefined) return ownClaim(db, request, mine.stamp);

  const { rows } = await db.execute<StoredKey>(sql`
    SELECT fingerprint, status, body FROM shared.idempotency_keys
    WHERE user_id = ${userId} AND key = ${key} AND route = ${route}`);
  const stored = rows[0];
  if (stored !== undefined && stored.fingerprint !== fingerprint) throw new Problem('idempotency_key_reused');
  // No row: the other request failed between the two statements; the client's repeat will find it free.
  if (stored === undefined || stored.status === null) throw new Problem('request_in_progress');
  return { status: stored.status, body: stored.body };
}

function ownClaim(db: Database, { userId, key, route }: IdempotentRequest, firstStamp: string) {
  let stamp = firstStamp;
  const own = () =>
    sql`user_id = ${userId} AND key = ${key} AND route = ${route} AND status IS NULL
        AND created_at = ${stamp}::timestamptz`;
  return {
    async renew() {
      const { rows } = await db.execute<{ stamp: string }>(
        sql`UPDATE shared.idempotency_keys SET created_at = clock_timestamp() WHERE ${own()}
            RETURNING created_at::text AS stamp`,
      );
      stamp = rows[0]?.stamp ?? stamp;
    },
    async settle(answer: Answer<unknown>) {
      await db.execute(
        sql`UPDATE shared.idempotency_keys
            SET status = ${answer.status}, body = ${JSON.stringify(answer.body ?? null)}::jsonb, created_at = clock_timestamp()
            WHERE ${own()}`,
      );
    },
    async release() {
      await db.execute(sql`DELETE FROM shared.idempotency_keys WHERE ${own()}`);
    },
  };
}
