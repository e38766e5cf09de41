import type { JobHandlers } from '../jobs/job-types.ts';
import type { Services } from '../services.ts';
import { exportAvatar } from './export-avatar.ts';
import { regenerateModel } from './regenerate-model.ts';

/** What is done for each type of job. */
export function bodyJobHandlers({ bodies }: Services): JobHandlers {
  return {
    'avatar:regenerate-model': (job) => regenerateModel(bodies.context, job),
    'avatar:export': (job) => exportAvatar(bodies.context, job),
  };
}
