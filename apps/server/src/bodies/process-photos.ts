import { validateBody } from '@likeness/body';
import type { PhotoFinding } from '@likeness/vision';
import type { ReadResult, ReadStep } from '@likeness/vision/node';
import { eq, sql } from 'drizzle-orm';
import { avatars, measurements } from '../database/avatar-schema.ts';
import { inTransaction, type Transaction } from '../database/database.ts';
import { Problem } from '../errors.ts';
import type { RunningJob } from '../jobs/job-types.ts';
import { openJson, sealJson } from '../sealing/seal.ts';
import { type AvatarRow, lockAvatar, openMeasurements } from './avatar-rows.ts';
import type { BodiesContext } from './bodies-context.ts';
import { makeModel } from './make-model.ts';
import { openPhoto, openPhotoRecord, type PhotoRow, photosOf, photosState } from './photos/photo-rows.ts';
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
 * @throws Problem when a further try cannot help: `photo_refused`, `photos_gone`
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
  const rows = (await photosOf(context.db, avatar.id)).filter(({ state }) => state === 'stored');
  if (!rows.some(({ type }) => type === 'front')) throw new Problem('photos_gone');
  const result = await look(context, job, avatar, rows);
  if (!(await keepWhatWasSeen(context, job, avatar, rows, result))) {
    throw new Error('the job is no longer this one: it was cancelled, or another worker has it');
  }
  if (!result.evidence) throw new Problem('photo_refused');
}

async function look(
  context: BodiesContext,
  job: RunningJob,
  avatar: AvatarRow,
  rows: readonly PhotoRow[],
): Promise<ReadResult> {
  const { given } = await openMeasurements(context.db, context.sealing, avatar);
  const photos: Record<string, Buffer> = {};
  const focalLengths: Record<string, number> = {};
  for (const row of rows) {
    photos[row.type] = await openPhoto(context, row);
    const { focalLength } = await openPhotoRecord(context, row);
    if (focalLength !== undefined) focalLengths[row.type] = focalLength;
  }
  job.signal.throwIfAborted();
  let reached = 0;
  const answer = await context.photoThreads.read(
    {
      photos: photos as { front: Buffer },
      height: heightOf(given),
      sex: given.sex,
      focalLengths,
    },
    async (step) => {
      const [percent, text] = STEPS[step];
      // a second photo begins again; what is shown does not go back
      if (percent <= reached) return;
      reached = percent;
      await job.progress(percent, text);
    },
    job.signal,
  );
  if ('result' in answer) return answer.result;
  await context.db.execute(sql`
    UPDATE avatar.photos SET processed_at = clock_timestamp(), keep_until = clock_timestamp()
    WHERE avatar_id = ${avatar.id}`);
  throw new Problem('damaged_image', undefined, { cause: new Error(answer.unreadable) });
}

/** cm */
function heightOf(given: GivenBody): number | undefined {
  const height = validateBody(given, { seen: true }).known?.measurements.height;
  return typeof height === 'object' ? height.cm : height;
}

/**
 * Keeps evidence, findings and what is to be shown, and lets the photos go when their time comes: at once, unless
 * the operator keeps them.
 *
 * @returns false when the job was cancelled or taken over meanwhile: then nothing is kept
 */
async function keepWhatWasSeen(
  { db, sealing, config }: BodiesContext,
  job: RunningJob,
  avatar: AvatarRow,
  rows: readonly PhotoRow[],
  { evidence, findings, photos }: ReadResult,
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    // the job's row before the avatar's, as a cancellation takes them
    if (!(await isRunning(tx, job))) return false;
    const now = await lockAvatar(tx, avatar.id);
    if (now.deletedAt) throw new Problem('avatar_not_found');
    const seal = await sealing.of(avatar.userId, tx);
    if (evidence) {
      const [current] = await tx.select().from(measurements).where(eq(measurements.avatarId, avatar.id));
      if (!current) throw new Problem('avatar_not_found');
      const name = contextOf.measurements(avatar.id);
      const before = openJson<SealedMeasurements>(seal, current.sealed, name);
      const given = { ...before.given, photo: evidence };
      // what comes of it is known when the model is made
      const record: SealedMeasurements = { given, result: before.result };
      await tx
        .update(measurements)
        .set({ sealed: sealJson(seal, record, name), revision: sql`${measurements.revision} + 1` })
        .where(eq(measurements.avatarId, avatar.id));
    }
    for (const { id, type, sealed } of rows) {
      const name = contextOf.photo(id);
      const record: SealedPhoto = {
        ...(sealed && openJson<SealedPhoto>(seal, sealed, name)),
        findings: findings.filter(({ photo }: PhotoFinding) => photo === type),
        seen: photos.find(({ kind, landmarks }) => kind === type && landmarks.length > 0) ?? null,
      };
      await tx.execute(sql`
        UPDATE avatar.photos SET sealed = ${sealJson(seal, record, name)}, processed_at = clock_timestamp(),
          keep_until = clock_timestamp() + ${config.photos.keep} * interval '1 ms' WHERE id = ${id}`);
    }
    return true;
  });
}

async function isRunning(tx: Transaction, { id }: RunningJob): Promise<boolean> {
  const { rows } = await tx.execute(
    sql`SELECT FROM avatar.processing_jobs WHERE id = ${id} AND status = 'processing' FOR SHARE`,
  );
  return rows.length > 0;
}
