import { randomUUID } from 'node:crypto';
import type { Finding } from '@likeness/body';
import { sql } from 'drizzle-orm';
import type { Principal } from '../auth/principal.ts';
import { avatars, measurements } from '../database/avatar-schema.ts';
import { inTransaction, type Transaction } from '../database/database.ts';
import { auditLog } from '../database/schema.ts';
import { dailyDeltas } from '../database/statistics-schema.ts';
import { recordEvent } from '../events/record-event.ts';
import { enqueueJob } from '../jobs/enqueue-job.ts';
import { priorityOf } from '../jobs/job-types.ts';
import type { Quota } from '../quota.ts';
import { sealJson } from '../sealing/seal.ts';
import { checkAllowance } from './allowance.ts';
import type { AvatarRow } from './avatar-rows.ts';
import type { BodiesContext } from './bodies-context.ts';
import { acceptBody } from './check-body.ts';
import { type Customization, customize } from './customization.ts';
import { claimPhotos } from './photos/keep-photos.ts';
import { contextOf, type GivenBody, type SealedAvatar, type SealedMeasurements } from './sealed-records.ts';

export interface CreateAvatar {
  principal: Principal;
  requestId: string;
  name: string;
  tags: string[];
  isDefault: boolean;
  customization: Customization;
  given: GivenBody;
  /** Photos that were kept for it (`keepPhotos`); `given.photo` is null then. */
  photos?: readonly string[];
}

export interface CreatedAvatar {
  avatar: AvatarRow;
  jobId: string;
  /** Questions and warnings. */
  findings: readonly Finding[];
  /** Of the hour. */
  quota: Quota | undefined;
}

/**
 * Keeps a body that was measured by tape or photographed, and has its model made. A user's first avatar is their default.
 *
 * @throws Problem `impossible_body`, `adults_only`, `too_many_avatars`, `too_many_requests`, `busy`
 */
export async function createAvatar(context: BodiesContext, request: CreateAvatar): Promise<CreatedAvatar> {
  const { principal, given, photos = [] } = request;
  const { findings, result } = acceptBody(given, { seen: photos.length > 0 });
  const id = randomUUID();
  const record: SealedAvatar = { customization: customize({}, request.customization), look: 1 };
  const body: SealedMeasurements = { given, result };
  return inTransaction(context.db, async (tx) => {
    const { first, quota } = await checkAllowance(tx, context.config, principal, photos.length);
    // under the lock that an erasure takes: nothing is sealed with a key that is about to go
    const seal = await context.sealing.toStore(principal.userId, tx);
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
        // after every erasure that it had to wait for
        createdAt: sql`clock_timestamp()`,
        updatedAt: sql`clock_timestamp()`,
      })
      .returning();
    await tx.insert(measurements).values({
      avatarId: id,
      unit: given.unit,
      source: photos.length > 0 ? 'auto' : 'manual',
      sealed: sealJson(seal, body, contextOf.measurements(id)),
    });
    if (photos.length > 0) await claimPhotos(tx, id, photos);
    const jobId = await enqueueJob(tx, {
      avatarId: id,
      jobType: photos.length > 0 ? 'avatar:process-photos' : 'avatar:regenerate-model',
      priority: priorityOf(principal.role),
    });
    await recordEvent(tx, 'avatar.created', {
      avatarId: id,
      userId: principal.userId,
      organizationId: principal.organizationId,
    });
    await tx.insert(dailyDeltas).values({ organizationId: principal.organizationId, bodies: 1 });
    const entry = {
      organizationId: principal.organizationId,
      actorId: principal.userId,
      requestId: request.requestId,
    };
    await tx
      .insert(auditLog)
      .values([
        { ...entry, action: 'avatar.created', subject: id },
        ...photos.map((photo) => ({ ...entry, action: 'photo.uploaded', subject: photo })),
      ]);
    return { avatar: avatar as AvatarRow, jobId, findings, quota };
  });
}

/** No other avatar of the user is the default any more. */
export async function releaseDefault(tx: Transaction, userId: string): Promise<void> {
  await tx.execute(
    sql`UPDATE avatar.avatars SET is_default = false, version = version + 1, updated_at = clock_timestamp()
        WHERE user_id = ${userId} AND is_default`,
  );
}
