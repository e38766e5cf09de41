import type { Avatar, Finding, Job } from './api-types.ts';
import type { Jobs } from './jobs.ts';
import { LikenessError } from './likeness-error.ts';
import { hasEnded } from './watch-job.ts';

/**
 * A body that is being made.
 *
 * @example
 * const body = await likeness.bodies.fromMeasurements(request);
 * for await (const { progress, currentStep } of body) show(progress, currentStep);
 * const avatar = await body.done();
 */
export interface BodyJob {
  avatarId: string;
  jobId: string;
  /** Questions and warnings about what was given. */
  findings: readonly Finding[];
  /** The job whenever it has moved; ends with how it ended. */
  [Symbol.asyncIterator](): AsyncIterator<Job>;
  /** Waits for the body. @throws LikenessError why there is none; `problem.findings` says what is wrong with photos */
  done(): Promise<Avatar>;
  /** Gives it up. @throws LikenessError `job_not_active` when it has ended already */
  cancel(): Promise<void>;
}

interface Made {
  avatarId: string;
  processingJobId: string;
  findings?: readonly Finding[];
}

interface Following {
  jobs: Jobs;
  getAvatar(id: string): Promise<Avatar>;
  cancelJob(avatarId: string, jobId: string): Promise<void>;
  signal?: AbortSignal | undefined;
}

/** Follows what an answer of the server announces. */
export function bodyJob({ avatarId, processingJobId, findings = [] }: Made, following: Following): BodyJob {
  const { jobs, getAvatar, cancelJob, signal } = following;
  const watch = () => jobs.watch(processingJobId, { signal });
  return {
    avatarId,
    jobId: processingJobId,
    findings,
    [Symbol.asyncIterator]: watch,
    async done() {
      for await (const job of watch()) {
        if (hasEnded(job) && job.status !== 'completed') throw failureOf(job);
      }
      return getAvatar(avatarId);
    },
    cancel: () => cancelJob(avatarId, processingJobId),
  };
}

/** What became of a job that did not end well, as an error. */
export function failureOf({ status, errorCode, errorMessage, findings }: Job): LikenessError {
  const cancelled = status === 'cancelled';
  const detail = errorMessage ?? (cancelled ? 'The work was cancelled before it was done.' : undefined);
  return new LikenessError({
    code: errorCode ?? (cancelled ? 'job_cancelled' : 'job_failed'),
    title: cancelled ? 'Cancelled' : 'The work failed',
    ...(detail !== undefined && { detail }),
    findings,
  });
}
