import { type Finding, measurementKey, validateBody } from '@likeness/body';
import { and, eq, sql } from 'drizzle-orm';
import type { Principal } from '../auth/principal.ts';
import { avatars, measurements } from '../database/avatar-schema.ts';
import { inTransaction, type Transaction } from '../database/database.ts';
import { Problem } from '../errors.ts';
import { recordEvent } from '../events/record-event.ts';
import { enqueueJob } from '../jobs/enqueue-job.ts';
import { priorityOf } from '../jobs/job-types.ts';
import { openJson, sealJson } from '../sealing/seal.ts';
import { lockAvatarsOf } from './allowance.ts';
import {
  type AvatarRow,
  lockAvatar,
  nextVersion,
  openMeasurements,
  type VersionCheck,
} from './avatar-rows.ts';
import type { BodiesContext } from './bodies-context.ts';
import { type AcceptedBody, acceptBody, accepted } from './check-body.ts';
import { releaseDefault } from './create-avatar.ts';
import { type Customization, customize } from './customization.ts';
import { contextOf, type GivenBody, type SealedAvatar, type SealedMeasurements } from './sealed-records.ts';
import { removeRenditions } from './sweep-models.ts';

export interface AvatarChanges {
  name?: string | undefined;
  tags?: string[] | undefined;
  isDefault?: boolean | undefined;
  /** Archived avatars keep everything and are no longer the default. */
  archived?: boolean | undefined;
  customization?: Customization | undefined;
  /** New measurements, and whether a model is made of them. */
  body?: { given: GivenBody; regenerate: boolean } | undefined;
}

export interface UpdatedAvatar {
  avatar: AvatarRow;
  findings: readonly Finding[];
  /** Of the new model, when one is made. */
  jobId?: string;
}

/**
 * Changes an avatar that the caller owns (`avatarFor(…, 'change')`).
 *
 * @throws Problem `precondition_failed`, `avatar_not_found`, `impossible_body`, `adults_only`
 */
export async function updateAvatar(context: BodiesContext, request: UpdateAvatar): Promise<UpdatedAvatar> {
  for (;;) {
    const updated = await tryUpdate(context, request);
    if (updated) return updated;
  }
}

interface UpdateAvatar {
  principal: Principal;
  avatar: AvatarRow;
  changes: AvatarChanges;
  check: VersionCheck;
}

/** Undefined when the measurements changed while the new ones were checked. */
async function tryUpdate(context: BodiesContext, request: UpdateAvatar): Promise<UpdatedAvatar | undefined> {
  const { principal, avatar, changes } = request;
  const body = changes.body && (await checkChange(context, avatar, changes.body.given));
  const seal = await context.sealing.of(avatar.userId);
  const id = avatar.id;
  let look: number | undefined;
  const updated = await inTransaction(context.db, async (tx) => {
    if (changes.isDefault) await lockAvatarsOf(tx, avatar.userId);
    const now = await lockAvatar(tx, id);
    request.check(now.version);
    if (body) {
      const [before] = await tx.select().from(measurements).where(eq(measurements.avatarId, id));
      if (before?.revision !== body.revision) return undefined;
    }
    if (changes.isDefault && now.status === 'archived' && changes.archived !== false) {
      throw new Problem('invalid_value', 'isDefault: an archived avatar cannot be the default.');
    }
    let jobId: string | undefined;
    const values: Partial<typeof avatars.$inferInsert> = {};
    if (changes.name !== undefined) values.name = changes.name;
    if (changes.tags !== undefined) values.tags = changes.tags;
    if (changes.archived !== undefined) Object.assign(values, await archive(tx, now, changes.archived));
    if (changes.isDefault !== undefined) {
      if (changes.isDefault && !now.isDefault) await releaseDefault(tx, avatar.userId);
      values.isDefault = changes.isDefault;
    }
    if (changes.customization) {
      const before = openJson<SealedAvatar>(seal, now.sealed, contextOf.avatar(id));
      const record: SealedAvatar = {
        customization: customize(before.customization, changes.customization),
        look: before.look + 1,
      };
      values.sealed = sealJson(seal, record, contextOf.avatar(id));
      look = record.look;
    }
    if (changes.body && body) {
      const record: SealedMeasurements = { given: body.given, result: body.result };
      await tx
        .update(measurements)
        .set({
          unit: changes.body.given.unit,
          source: 'manual',
          sealed: sealJson(seal, record, contextOf.measurements(id)),
          revision: sql`${measurements.revision} + 1`,
          updatedAt: sql`clock_timestamp()`,
        })
        .where(eq(measurements.avatarId, id));
      // a model under way is of the measurements before, and will not be kept; photos yet to be read make their own
      const waits = body.given.photo === null && saysNothing(changes.body.given);
      if (changes.body.regenerate || (now.status === 'processing' && !waits)) {
        jobId = await enqueueJob(tx, {
          avatarId: id,
          jobType: 'avatar:regenerate-model',
          priority: priorityOf(principal.role),
        });
        if (now.status !== 'archived') values.status = 'processing';
      }
    }
    const [row] = await tx
      .update(avatars)
      .set({ ...values, ...nextVersion() })
      .where(and(eq(avatars.id, id)))
      .returning();
    const names = Object.keys(changes).filter((name) => changes[name as keyof AvatarChanges] !== undefined);
    await recordEvent(tx, 'avatar.updated', {
      avatarId: id,
      userId: avatar.userId,
      organizationId: avatar.organizationId,
      changes: names.map((name) => (name === 'body' ? 'measurements' : name)),
    });
    return { avatar: row as AvatarRow, findings: body?.findings ?? [], ...(jobId && { jobId }) };
  });
  if (look !== undefined) {
    // files of earlier looks will be asked for no more; what stays goes with the model
    const current = sql`(SELECT id FROM avatar.models WHERE avatar_id = ${id} AND state = 'ready')`;
    const lookOf = sql`substring(name from '-([0-9]+)(?:-view)?[.](?:glb|png)$')::int`;
    await removeRenditions(context, sql`model_id = ${current} AND ${lookOf} < ${look}`).catch(() => 0);
  }
  return updated;
}

/** What would be kept of new measurements, and of which revision those before are. */
async function checkChange(
  { db, sealing, threads }: BodiesContext,
  avatar: AvatarRow,
  sent: GivenBody,
): Promise<AcceptedBody & { given: GivenBody; revision: number }> {
  const before = await openMeasurements(db, sealing, avatar);
  const given = withPhoto(sent, before.given);
  const checked = given.photo ? accepted(await threads.run('check', { given })) : acceptBody(given);
  return { ...checked, given, revision: before.revision };
}

/**
 * What photos told is kept when somebody measures by tape, and the stature and sex that they were read with unless
 * they are measured anew: what is typed goes before what was seen.
 */
function withPhoto(given: GivenBody, before: GivenBody | undefined): GivenBody {
  if (before?.photo === undefined) return given;
  const anew = Object.keys(given.measurements).some((name) => measurementKey(name) === 'height');
  // in centimetres, whatever unit it was given in
  const height = anew ? undefined : validateBody(before, { seen: true }).known?.measurements.height;
  const measurements = height === undefined ? given.measurements : { height, ...given.measurements };
  return { ...given, sex: given.sex ?? before.sex, measurements, photo: before.photo };
}

/** Whether nothing was measured. */
const saysNothing = ({ measurements, weight }: GivenBody): boolean =>
  weight === undefined && Object.keys(measurements).length === 0;

/** Taken out again it is what its model says: ready with one, in error without. */
async function archive(
  tx: Transaction,
  { id, status }: AvatarRow,
  archived: boolean,
): Promise<Partial<typeof avatars.$inferInsert>> {
  if (archived) return { status: 'archived', isDefault: false };
  if (status !== 'archived') return {};
  const { rows } = await tx.execute<{ ready: boolean; busy: boolean }>(sql`
    SELECT EXISTS (SELECT FROM avatar.models WHERE avatar_id = ${id} AND state = 'ready') AS ready,
           EXISTS (SELECT FROM avatar.processing_jobs
                   WHERE avatar_id = ${id} AND status IN ('queued', 'processing')) AS busy`);
  return { status: rows[0]?.ready ? 'ready' : rows[0]?.busy ? 'processing' : 'error' };
}
