import type { JobHandlers } from '../jobs/job-types.ts';
import type { Services } from '../services.ts';
import { exportAvatar } from './export-avatar.ts';
import { processPhotos } from './process-photos.ts';
import { regenerateModel } from './regenerate-model.ts';

/** What is done for each type of job. */
export function bodyJobHandlers({ bodies }: Services): JobHandlers {
  return {
    'avatar:process-photos': (job) => processPhotos(bodies.context, job),
    'avatar:regenerate-model': (job) => regenerateModel(bodies.context, job),
    'avatar:export': (job) => exportAvatar(bodies.context, job),
  };
}
