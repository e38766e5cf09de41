import { eq } from 'drizzle-orm';
import { avatars } from '../database/avatar-schema.ts';
import { Problem } from '../errors.ts';
import type { RunningJob } from '../jobs/job-types.ts';
import type { BodiesContext } from './bodies-context.ts';
import { makeModel } from './make-model.ts';

/** Does the job `avatar:regenerate-model`. @throws Problem when a further try cannot help */
export async function regenerateModel(context: BodiesContext, job: RunningJob): Promise<{ modelId: string }> {
  await job.progress(10, 'Loading measurements');
  const [avatar] = await context.db.select().from(avatars).where(eq(avatars.id, job.avatarId));
  if (!avatar || avatar.deletedAt) throw new Problem('avatar_not_found');
  return makeModel(context, job, avatar, { generate: 25, optimize: 60, each: 8 });
}
