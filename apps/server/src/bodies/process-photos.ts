import { validateBody } from '@likeness/body';
import type { PhotoFinding } from '@likeness/vision';
import type { ReadResult, ReadStep } from '@likeness/vision/node';
import { eq, sql } from 'drizzle-orm';
import { avatars, measurements } from '../database/avatar-schema.ts';
import { inTransaction, type Transaction } from '../database/database.ts';
import { Problem } from '../errors.ts';
import type { RunningJob } from '../jobs/job-types.ts';
import { openJson, sealJson } from '../sealing/seal.ts';
import { type AvatarRow, lockAvatar, nextVersion, openMeasurements } from './avatar-rows.ts';
import type { BodiesContext } from './bodies-context.ts';
import { makeModel } from './make-model.ts';
import type { PhotoAnswer } from './photo-threads/photo-tasks.ts';
import {
  isKept,
  openPhoto,
  openPhotoRecord,
  type PhotoRow,
  photosOf,
  photosState,
} from './photos/photo-rows.ts';
import { removeDuePhotosOf } from './photos/remove-photos.ts';
import { contextOf, type GivenBody, type SealedMeasurements, type SealedPhoto } from './sealed-records.ts';

/** Percent and text of each step of the reader, as spec 2 has them. */
const STEPS: Readonly<Record<ReadStep, readonly [number, string]>> = {
  background: [20, 'Removing background'],
  landmarks: [40, 'Detecting body landmarks'],
  measurements: [60, 'Extracting measurements'],
};

/**
 * Does the job `avatar:process-photos`: reads the photos, keeps what they tell with the measurements, deletes them,
 * and makes the model. What was read once is not read again: a job that is taken over goes on with the model.
 *
 * @throws Problem when a further try cannot help: `photo_refused`, `photos_gone`, `engine_unusable`
 */
export async function processPhotos(
  context: BodiesContext,
  job: RunningJob,
): Promise<{ modelId: string; photos: string }> {
  try {
    return await readAndMake(context, job);
  } catch (error) {
    // those of a cancelled job are due; others wait for another try
    await removeDuePhotosOf(context, job.avatarId).catch(() => 0);
    throw error;
  }
}

async function readAndMake(
  context: BodiesContext,
  job: RunningJob,
): Promise<{ modelId: string; photos: string }> {
  const { db, sealing } = context;
  await job.progress(10, 'Loading photos');
  const [avatar] = await db.select().from(avatars).where(eq(avatars.id, job.avatarId));
  if (!avatar || avatar.deletedAt) throw new Problem('avatar_not_found');
  const { given } = await openMeasurements(db, sealing, avatar);
  if (!given.photo) await readPhotos(context, job, avatar);
  await removeDuePhotosOf(context, avatar.id).catch(() => 0);
  await job.progress(70, 'Classifying body type');
  const { modelId } = await makeModel(context, job, avatar, { generate: 75, optimize: 90, each: 1 });
  const state = await photosState(context, avatar.id);
  return { modelId, photos: state?.keptUntil?.toISOString() ?? 'deleted' };
}

async function readPhotos(context: BodiesContext, job: RunningJob, avatar: AvatarRow): Promise<void> {
  const rows = (await photosOf(context.db, avatar.id)).filter((row) => isKept(row));
  if (!rows.some(({ type }) => type === 'front')) throw new Problem('photos_gone');
  const answer = await look(context, job, avatar, rows);
  if ('unusable' in answer) {
    throw new Problem('engine_unusable', undefined, { cause: new Error(answer.unusable) });
  }
  if ('unreadable' in answer) {
    await giveUp(context, job, avatar);
    throw new Problem('damaged_image', undefined, { cause: new Error(answer.unreadable) });
  }
  while (!(await keepWhatWasSeen(context, job, avatar, rows, answer.result)));
  if (!answer.result.evidence) throw new Problem('photo_refused');
}

async function look(
  context: BodiesContext,
  job: RunningJob,
  avatar: AvatarRow,
  rows: readonly PhotoRow[],
): Promise<PhotoAnswer> {
  const { given } = await openMeasurements(context.db, context.sealing, avatar);
  const photos: Record<string, Buffer> = {};
  const focalLengths: Record<string, number> = {};
  for (const row of rows) {
    photos[row.type] = await openPhoto(context, row).catch(tryAgain);
    const { focalLength } = await openPhotoRecord(context, row);
    if (focalLength !== undefined) focalLengths[row.type] = focalLength;
  }
  job.signal.throwIfAborted();
  return context.photoThreads.read(
    {
      photos: photos as { front: Buffer },
      height: heightOf(given),
      sex: given.sex,
      focalLengths,
    },
    (step) => job.progress(...STEPS[step]),
    job.signal,
  );
}

/** A photo that went meanwhile is for the next try to judge, which finds none or is not begun. */
function tryAgain(error: unknown): never {
  if (!(error instanceof Problem)) throw error;
  throw new Error('a photo was deleted before it could be read', { cause: error });
}

/** cm */
function heightOf(given: GivenBody): number | undefined {
  const height = validateBody(given, { seen: true }).known?.measurements.height;
  return typeof height === 'object' ? height.cm : height;
}

/** Lets photos go that are no pictures. */
async function giveUp({ db }: BodiesContext, job: RunningJob, avatar: AvatarRow): Promise<void> {
  await inTransaction(db, async (tx) => {
    await holdJob(tx, job);
    await tx.execute(sql`
      UPDATE avatar.photos SET processed_at = clock_timestamp(), keep_until = clock_timestamp()
      WHERE avatar_id = ${avatar.id} AND state = 'stored'`);
  });
}

/**
 * Keeps evidence, findings and what is to be shown, and lets the photos go when their time comes: at once, unless
 * the operator keeps them. Of photos that are refused and go at once nothing that was seen is kept.
 *
 * @returns false when the measurements changed meanwhile: then nothing is kept
 * @throws Error when the job is no longer this one, or the photos were deleted
 */
async function keepWhatWasSeen(
  { db, sealing, config, threads }: BodiesContext,
  job: RunningJob,
  avatar: AvatarRow,
  rows: readonly PhotoRow[],
  { evidence, findings, photos }: ReadResult,
): Promise<boolean> {
  const before = await openMeasurements(db, sealing, avatar);
  const given = { ...before.given, photo: evidence };
  const checked = evidence && (await threads.run('check', { given }, job.signal));
  return inTransaction(db, async (tx) => {
    // the job's row before the avatar's, as a cancellation takes them
    await holdJob(tx, job);
    const now = await lockAvatar(tx, avatar.id);
    if (now.deletedAt) throw new Problem('avatar_not_found');
    await holdPhotos(tx, rows);
    const seal = await sealing.of(avatar.userId, tx);
    if (evidence) {
      const [current] = await tx.select().from(measurements).where(eq(measurements.avatarId, avatar.id));
      if (current?.revision !== before.revision) return false;
      // how the mesh fits is known when the model is made
      const record: SealedMeasurements = { given, result: checked?.result ?? before.result };
      await tx
        .update(measurements)
        .set({
          sealed: sealJson(seal, record, contextOf.measurements(avatar.id)),
          revision: sql`${measurements.revision} + 1`,
        })
        .where(eq(measurements.avatarId, avatar.id));
      await tx.update(avatars).set(nextVersion()).where(eq(avatars.id, avatar.id));
    }
    const shows = evidence !== null || config.photos.keep > 0;
    for (const { id, type, sealed } of rows) {
      const name = contextOf.photo(id);
      const record: SealedPhoto = {
        ...(sealed && openJson<SealedPhoto>(seal, sealed, name)),
        findings: findings.filter(({ photo }: PhotoFinding) => photo === type),
        seen: (shows && photos.find(({ kind, landmarks }) => kind === type && landmarks.length > 0)) || null,
      };
      await tx.execute(sql`
        UPDATE avatar.photos SET sealed = ${sealJson(seal, record, name)}, processed_at = clock_timestamp(),
          keep_until = clock_timestamp() + ${config.photos.keep} * interval '1 ms' WHERE id = ${id}`);
    }
    return true;
  });
}

/** @throws Error unless the job is still at this try: another worker may have it, or nobody */
async function holdJob(tx: Transaction, { id, attempt, signal }: RunningJob): Promise<void> {
  signal.throwIfAborted();
  const { rows } = await tx.execute(sql`
    SELECT FROM avatar.processing_jobs WHERE id = ${id} AND status = 'processing' AND attempts = ${attempt}
    FOR SHARE`);
  if (rows.length > 0) return;
  throw new Error('the job is no longer this one: it was cancelled, or another worker has it');
}

/** @throws Error unless all of them are still kept */
async function holdPhotos(tx: Transaction, photos: readonly PhotoRow[]): Promise<void> {
  const ids = sql.param(photos.map(({ id }) => id));
  const { rows } = await tx.execute(
    sql`SELECT FROM avatar.photos WHERE id = ANY(${ids}::uuid[]) AND state = 'stored' ORDER BY id FOR UPDATE`,
  );
  if (rows.length < photos.length)
    throw new Error('the photos are no longer to be measured: they were deleted');
}
