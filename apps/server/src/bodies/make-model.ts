import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { avatars, measurements, models } from '../database/avatar-schema.ts';
import { inTransaction } from '../database/database.ts';
import { Problem } from '../errors.ts';
import type { RunningJob } from '../jobs/job-types.ts';
import { sealJson } from '../sealing/seal.ts';
import {
  type AvatarRow,
  lockAvatar,
  nextVersion,
  type OpenedMeasurements,
  openAvatar,
  openMeasurements,
} from './avatar-rows.ts';
import type { BodiesContext } from './bodies-context.ts';
import { keepDocument } from './model-documents/keep-document.ts';
import { ALGORITHM, keepRendition, reserveModel } from './models.ts';
import { type Form, nameOf, render } from './renditions.ts';
import {
  contextOf,
  type SealedAvatar,
  type SealedMeasurements,
  type StoredBody,
  taskOf,
} from './sealed-records.ts';
import { removeModels } from './sweep-models.ts';

/** What is made at once; other forms are made when they are first asked for. */
const FORMS: readonly Form[] = [
  ...([0, 1, 2] as const).map((lod) => ({ glb: { lod, compression: 'meshopt', pose: 'a' } }) as const),
  { picture: { angle: 'three-quarter', size: 512 } },
];

/** How far a job is, in percent, when a step begins. */
export interface ModelSteps {
  generate: number;
  /** Of the first form, and for each that follows. */
  optimize: number;
  each: number;
}

/**
 * Makes the model of an avatar from its measurements: solves, re-measures, exports, draws, seals, and only then lets
 * it take the place of the one before. Done twice, or killed in the middle, it leaves one model and nothing else.
 *
 * @throws Problem when a further try cannot help
 */
export async function makeModel(
  context: BodiesContext,
  job: RunningJob,
  avatar: AvatarRow,
  steps: ModelSteps,
): Promise<{ modelId: string }> {
  const { db, sealing, threads } = context;
  const body = await openMeasurements(db, sealing, avatar);
  const record = await openAvatar(sealing, avatar);
  await job.progress(steps.generate, 'Generating 3D model');
  const began = performance.now();
  const built = await threads.run('build', taskOf(body.given), job.signal);
  if (!built.body) throw new Problem('impossible_body');
  const { stored, result } = built.body;
  const took = performance.now() - began;
  const model = {
    id: await reserveModel(context, { avatarId: avatar.id, userId: avatar.userId, revision: body.revision }),
    userId: avatar.userId,
    algorithm: ALGORITHM,
  };
  try {
    await keepDocument(context, model, stored, { took, signal: job.signal });
    await keepForms(context, job, { model, stored, record, steps });
    await job.progress(95, 'Saving results');
    job.signal.throwIfAborted();
    const replaced = await show(context, avatar, body, { id: model.id, result });
    // done already: what the stores do not take now is the next cleanup's
    await context.documents.main.show({ modelId: model.id, avatarId: avatar.id }).catch(() => false);
    await removeModels(context, replaced).catch(() => 0);
  } catch (error) {
    // one that was shown is left alone: only what is pending or replaced goes
    await removeModels(context, [model.id]).catch(() => 0);
    throw error;
  }
  return { modelId: String(model.id) };
}

async function keepForms(
  context: BodiesContext,
  job: RunningJob,
  {
    model,
    stored,
    record,
    steps,
  }: {
    model: { id: bigint; userId: string };
    stored: StoredBody;
    record: SealedAvatar;
    steps: ModelSteps;
  },
): Promise<void> {
  for (const [index, form] of FORMS.entries()) {
    const percent = steps.optimize + index * steps.each;
    await job.progress(percent, 'glb' in form ? 'Optimizing model' : 'Drawing thumbnail');
    const bytes = await render(context, stored, form, record, job.signal);
    if (bytes) await keepRendition(context, model, nameOf(form, record.look), bytes);
  }
}

/** @returns the models that nothing shows any more: this one itself when there are newer measurements */
async function show(
  { db, sealing }: BodiesContext,
  avatar: AvatarRow,
  body: OpenedMeasurements,
  model: { id: bigint; result: SealedMeasurements['result'] },
): Promise<bigint[]> {
  const kept: SealedMeasurements = { given: body.given, result: model.result };
  const sealed = sealJson(await sealing.of(avatar.userId), kept, contextOf.measurements(avatar.id));
  return inTransaction(db, async (tx) => {
    const now = await lockAvatar(tx, avatar.id);
    if (now.deletedAt) throw new Problem('avatar_not_found');
    const [current] = await tx.select().from(measurements).where(eq(measurements.avatarId, avatar.id));
    // newer measurements have a job of their own
    if (current?.revision !== body.revision) return [model.id];
    const { rows } = await tx.execute<{ id: string }>(sql`
      UPDATE avatar.models SET state = 'replaced', changed_at = clock_timestamp()
      WHERE avatar_id = ${avatar.id} AND state = 'ready' RETURNING id`);
    const shown = await tx
      .update(models)
      .set({ state: 'ready', changedAt: sql`clock_timestamp()` })
      .where(and(eq(models.id, model.id), eq(models.state, 'pending'), isNotNull(models.documentEngine)));
    if (shown.rowCount !== 1)
      throw new Error('the model has no document: it was swept, or of another template');
    await tx.update(measurements).set({ sealed }).where(eq(measurements.avatarId, avatar.id));
    await tx
      .update(avatars)
      .set({ status: now.status === 'archived' ? 'archived' : 'ready', ...nextVersion() })
      .where(eq(avatars.id, avatar.id));
    return rows.map(({ id }) => BigInt(id));
  });
}
