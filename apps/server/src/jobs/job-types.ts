import type { Role } from '../auth/principal.ts';

/** The kinds of work on avatars, as spec 2 names them. */
export const JOB_TYPES = ['avatar:process-photos', 'avatar:regenerate-model', 'avatar:export'] as const;
export type JobType = (typeof JOB_TYPES)[number];

/** Low goes first. */
export const PRIORITY = { premium: 1, regular: 3, free: 5, batch: 9 } as const;

/** Premium users and admins go before the others; roles know of no free tier. */
export function priorityOf(role: Role): number {
  return role === 'user' ? PRIORITY.regular : PRIORITY.premium;
}

/** A job while it runs; it carries ids only. */
export interface RunningJob {
  /** `avatar.processing_jobs.id` */
  id: string;
  avatarId: string;
  /** 1 for the first try. */
  attempt: number;
  /** Aborted when the job is cancelled, takes too long, or the process stops. */
  signal: AbortSignal;
  /** Tells whoever watches. @param percent 0 to 100 @param step as `Generating 3D model` */
  progress(percent: number, step: string): Promise<void>;
}

/**
 * Does a job of one type.
 *
 * @returns ids to keep in `processing_jobs.result`
 * @throws Problem when a further try cannot help: the job fails at once; anything else is tried again
 */
export type JobHandler = (job: RunningJob) => Promise<Record<string, unknown>>;
export type JobHandlers = Readonly<Partial<Record<JobType, JobHandler>>>;
