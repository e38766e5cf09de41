import { and, eq, sql } from 'drizzle-orm';
import { avatars, measurements, models } from '../database/avatar-schema.ts';
import { inTransaction } from '../database/database.ts';
import { Problem } from '../errors.ts';
import type { RunningJob } from '../jobs/job-types.ts';
import { sealJson } from '../sealing/seal.ts';
import { lockAvatar, nextVersion, openAvatar, openMeasurements } from './avatar-rows.ts';
import type { BodiesContext } from './bodies-context.ts';
import { BODY, keepRendition, packBody, reserveModel } from './models.ts';
import { type Form, nameOf, render } from './renditions.ts';
import { contextOf, type SealedMeasurements } from './sealed-records.ts';
import { removeModels } from './sweep-models.ts';

/** What is made at once; other forms are made when they are first asked for. */
const FORMS: readonly Form[] = [
  ...([0, 1, 2] as const).map((lod) => ({ glb: { lod, compression: 'meshopt', pose: 'a' } }) as const),
  { picture: { angle: 'three-quarter', size: 512 } },
];

/**
 * Makes the model of an avatar from its measurements: solves, re-measures, exports, draws, seals, and only then lets
 * it take the place of the one before. Done twice, or killed in the middle, it leaves one model and nothing else.
 *
 * @throws Problem when a further try cannot help
 */
export async function regenerateModel(context: BodiesContext, job: RunningJob): Promise<{ modelId: string }> {
  const { db, sealing, threads } = context;
  await job.progress(10, 'Loading measurements');
  const [avatar] = await db.select().from(avatars).where(eq(avatars.id, job.avatarId));
  if (!avatar || avatar.deletedAt) throw new Problem('avatar_not_found');
  const body = await openMeasurements(db, sealing, avatar);
  const record = await openAvatar(sealing, avatar);
  await job.progress(25, 'Generating 3D model');
  const built = await threads.run('build', { request: body.given }, job.signal);
  if (!built.body) throw new Problem('impossible_body');
  const { stored, result } = built.body;
  const model = {
    id: await reserveModel(context, { avatarId: avatar.id, userId: avatar.userId, revision: body.revision }),
    userId: avatar.userId,
  };
  await keepRendition(context, model, BODY, packBody(stored));
  for (const [index, form] of FORMS.entries()) {
    await job.progress(60 + index * 8, 'glb' in form ? 'Optimizing model' : 'Drawing thumbnail');
    const bytes = await render(context, stored, form, record, job.signal);
    if (bytes) await keepRendition(context, model, nameOf(form, record.look), bytes);
  }
  await job.progress(95, 'Saving results');
  job.signal.throwIfAborted();
  const kept: SealedMeasurements = { given: body.given, result };
  const sealed = sealJson(await sealing.of(avatar.userId), kept, contextOf.measurements(avatar.id));
  const replaced = await inTransaction(db, async (tx) => {
    const now = await lockAvatar(tx, avatar.id);
    if (now.deletedAt) throw new Problem('avatar_not_found');
    const [current] = await tx.select().from(measurements).where(eq(measurements.avatarId, avatar.id));
    // newer measurements have a job of their own
    if (current?.revision !== body.revision) return [model.id];
    const { rows } = await tx.execute<{ id: string }>(sql`
      UPDATE avatar.models SET state = 'replaced', changed_at = clock_timestamp()
      WHERE avatar_id = ${avatar.id} AND state = 'ready' RETURNING id`);
    await tx
      .update(models)
      .set({ state: 'ready', changedAt: sql`clock_timestamp()` })
      .where(and(eq(models.id, model.id)));
    await tx.update(measurements).set({ sealed }).where(eq(measurements.avatarId, avatar.id));
    await tx
      .update(avatars)
      .set({ status: now.status === 'archived' ? 'archived' : 'ready', ...nextVersion() })
      .where(eq(avatars.id, avatar.id));
    return rows.map(({ id }) => BigInt(id));
  });
  // done already: what the store does not take now goes with the next cleanup
  await removeModels(context, replaced).catch(() => 0);
  return { modelId: String(model.id) };
}
