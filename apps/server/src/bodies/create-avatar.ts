import { randomUUID } from 'node:crypto';
import type { Finding } from '@likeness/body';
import { sql } from 'drizzle-orm';
import type { Principal } from '../auth/principal.ts';
import { avatars, measurements } from '../database/avatar-schema.ts';
import { inTransaction, type Transaction } from '../database/database.ts';
import { auditLog } from '../database/schema.ts';
import { Problem } from '../errors.ts';
import { recordEvent } from '../events/record-event.ts';
import { enqueueJob } from '../jobs/enqueue-job.ts';
import { priorityOf } from '../jobs/job-types.ts';
import { sealJson } from '../sealing/seal.ts';
import type { AvatarRow } from './avatar-rows.ts';
import type { BodiesContext } from './bodies-context.ts';
import { acceptBody } from './check-body.ts';
import { type Customization, customize } from './customization.ts';
import { contextOf, type GivenBody, type SealedAvatar, type SealedMeasurements } from './sealed-records.ts';

export interface CreateAvatar {
  principal: Principal;
  requestId: string;
  name: string;
  tags: string[];
  isDefault: boolean;
  customization: Customization;
  given: GivenBody;
}

export interface CreatedAvatar {
  avatar: AvatarRow;
  jobId: string;
  /** Questions and warnings. */
  findings: readonly Finding[];
}

/**
 * Keeps a body that was measured by tape, and has its model made. A user's first avatar is their default.
 *
 * @throws Problem `impossible_body`, `adults_only`, `too_many_avatars`, `too_many_requests`
 */
export async function createAvatar(context: BodiesContext, request: CreateAvatar): Promise<CreatedAvatar> {
  const { principal, given } = request;
  const { findings, result } = acceptBody(given);
  const id = randomUUID();
  const record: SealedAvatar = { customization: customize({}, request.customization), look: 1 };
  const body: SealedMeasurements = { given, result };
  return inTransaction(context.db, async (tx) => {
    const { first } = await checkAllowance(tx, context, principal);
    // under the lock that an erasure takes: nothing is sealed with a key that is about to go
    const seal = await context.sealing.of(principal.userId, tx);
    const isDefault = request.isDefault || first;
    if (isDefault) await releaseDefault(tx, principal.userId);
    const [avatar] = await tx
      .insert(avatars)
      .values({
        id,
        organizationId: principal.organizationId,
        userId: principal.userId,
        name: request.name,
        tags: request.tags,
        isDefault,
        sealed: sealJson(seal, record, contextOf.avatar(id)),
      })
      .returning();
    await tx.insert(measurements).values({
      avatarId: id,
      unit: given.unit,
      sealed: sealJson(seal, body, contextOf.measurements(id)),
    });
    const jobId = await enqueueJob(tx, {
      avatarId: id,
      jobType: 'avatar:regenerate-model',
      priority: priorityOf(principal.role),
    });
    await recordEvent(tx, 'avatar.created', {
      avatarId: id,
      userId: principal.userId,
      organizationId: principal.organizationId,
    });
    await tx.insert(auditLog).values({
      organizationId: principal.organizationId,
      actorId: principal.userId,
      action: 'avatar.created',
      subject: id,
      requestId: request.requestId,
    });
    return { avatar: avatar as AvatarRow, jobId, findings };
  });
}

/** No other avatar of the user is the default any more. */
export async function releaseDefault(tx: Transaction, userId: string): Promise<void> {
  await tx.execute(
    sql`UPDATE avatar.avatars SET is_default = false, version = version + 1, updated_at = clock_timestamp()
        WHERE user_id = ${userId} AND is_default`,
  );
}

/** One at a time makes or erases a user's avatars. */
export async function lockAvatarsOf(tx: Transaction, userId: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('avatars'), hashtext(${userId}))`);
}

/** Under a lock of the user's, so that requests at the same moment count each other. */
async function checkAllowance(
  tx: Transaction,
  { config }: BodiesContext,
  { userId, organizationId }: Principal,
): Promise<{ first: boolean }> {
  await lockAvatarsOf(tx, userId);
  // those that were erased since count, too: the audit log remembers that they were made
  const { rows } = await tx.execute<{ kept: number; recent: number; wait: number | null }>(sql`
    SELECT (SELECT count(*)::int FROM avatar.avatars WHERE user_id = ${userId} AND deleted_at IS NULL) AS kept,
           count(*)::int AS recent,
           ceil(extract(epoch FROM min(at) + interval '1 hour' - now()))::int AS wait
    FROM shared.audit_log
    WHERE organization_id = ${organizationId} AND at > now() - interval '1 hour'
      AND actor_id = ${userId} AND action = 'avatar.created'`);
  const { kept = 0, recent = 0, wait = null } = rows[0] ?? {};
  if (kept >= config.bodies.perUser) throw new Problem('too_many_avatars');
  if (config.access.rateLimits && recent >= config.bodies.perHour) {
    throw new Problem(
      'too_many_requests',
      `You may make ${config.bodies.perHour} avatars in an hour. Wait until the time in Retry-After has passed.`,
      { headers: { 'retry-after': String(Math.max(1, wait ?? 1)) } },
    );
  }
  return { first: kept === 0 };
}
