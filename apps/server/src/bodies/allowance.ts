import { sql } from 'drizzle-orm';
import type { Principal, Role } from '../auth/principal.ts';
import type { Config } from '../config/config.ts';
import type { Transaction } from '../database/database.ts';
import { Problem } from '../errors.ts';
import { type Quota, quotaHeaders } from '../quota.ts';

/** How many times as much as others somebody may do. */
export const factorOf = ({ access }: Config, role: Role): number =>
  role === 'user' ? 1 : access.premiumFactor;

/** One at a time makes or erases a user's avatars. */
export async function lockAvatarsOf(tx: Transaction, userId: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('avatars'), hashtext(${userId}))`);
}

export interface Allowance {
  /** The user keeps no avatar yet. */
  first: boolean;
  /** What is left of the hour with this one; undefined where there are no limits. */
  quota: Quota | undefined;
}

/**
 * Whether a user may make another avatar, under a lock of the user's, so that requests at the same moment count each
 * other. What was erased since counts, too: the audit log remembers that it was made.
 *
 * @param photos that it is made from
 * @throws Problem `too_many_avatars`, `too_many_requests` with the time when there will be room enough, `invalid_value`
 *   when there never will be
 */
export async function checkAllowance(
  tx: Transaction,
  config: Config,
  { userId, organizationId, role }: Principal,
  photos: number,
): Promise<Allowance> {
  await lockAvatarsOf(tx, userId);
  const { rows: found } = await tx.execute<{ kept: number }>(
    sql`SELECT count(*)::int AS kept FROM avatar.avatars WHERE user_id = ${userId} AND deleted_at IS NULL`,
  );
  const kept = found[0]?.kept ?? 0;
  if (kept >= config.bodies.perUser) throw new Problem('too_many_avatars');
  if (!config.access.rateLimits) return { first: kept === 0, quota: undefined };
  // seconds until each is an hour old, the oldest first
  const { rows } = await tx.execute<{ action: string; waits: number[] }>(sql`
    SELECT action, array_agg(greatest(1, ceil(extract(epoch FROM at + interval '1 hour' - now())))::int
      ORDER BY at) AS waits
    FROM shared.audit_log
    WHERE organization_id = ${organizationId} AND at > now() - interval '1 hour'
      AND actor_id = ${userId} AND action IN ('avatar.created', 'photo.uploaded')
    GROUP BY action`);
  const factor = factorOf(config, role);
  const quotas = [
    { what: 'avatars', action: 'avatar.created', limit: config.bodies.perHour * factor, more: 1 },
    { what: 'photos', action: 'photo.uploaded', limit: config.photos.perHour * factor, more: photos },
  ].flatMap(({ what, action, limit, more }) => {
    if (more === 0) return [];
    if (more > limit) {
      throw new Problem('invalid_value', `You may send ${limit} ${what} in an hour, and these are ${more}.`);
    }
    const waits = rows.find((row) => row.action === action)?.waits ?? [];
    const recent = waits.length;
    const left = limit - recent - more;
    // as many have to grow old as there is room missing
    const reset = waits[Math.max(0, -left - 1)] ?? 3_600;
    const quota: Quota = { limit, remaining: Math.max(0, left), reset };
    if (left >= 0) return [quota];
    throw new Problem(
      'too_many_requests',
      `You may send ${limit} ${what} in an hour. Wait until the time in Retry-After has passed.`,
      {
        headers: {
          'retry-after': String(reset),
          ...quotaHeaders({ ...quota, remaining: Math.max(0, limit - recent) }),
        },
      },
    );
  });
  return { first: kept === 0, quota: quotas.toSorted((a, b) => a.remaining - b.remaining)[0] };
}
