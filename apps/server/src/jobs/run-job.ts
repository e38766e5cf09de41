import { StorageError } from '@likeness/storage';
import type { Logger } from 'pino';
import { type Database, isDatabaseUnavailable } from '../database/database.ts';
import { type ErrorCode, Problem } from '../errors.ts';
import { completeTry, failTry, type JobTry, releaseTry, saveProgress } from './job-rows.ts';
import { JobStopped } from './job-stopped.ts';
import type { JobHandlers, RunningJob } from './job-types.ts';

export interface RunJobContext {
  db: Database;
  log: Logger;
  handlers: JobHandlers;
  /** ms that a try may take */
  timeout: number;
  /** ms that a handler may take to end once its signal was aborted; then it is waited for no longer */
  unwind: number;
}

/** What the queue is to do with the job now. */
export type Outcome =
  | { next: 'done' }
  | { next: 'again' | 'failed'; code: ErrorCode }
  /** Back to where it was: the process stops. */
  | { next: 'release' };

/**
 * Runs one try and writes down what came of it.
 *
 * @param stop ends it: by a cancellation, the time limit or the end of the process
 * @throws Error when that could not be written down
 */
export async function runJob(context: RunJobContext, run: JobTry, stop: AbortController): Promise<Outcome> {
  const { db, handlers, timeout, unwind } = context;
  const handler = Object.hasOwn(handlers, run.jobType)
    ? handlers[run.jobType as keyof JobHandlers]
    : undefined;
  if (handler === undefined) return fail(context, run, { code: 'job_not_known', final: true });
  const timer = setTimeout(() => stop.abort(new JobStopped('timed out')), timeout);
  try {
    const result = await unlessItHangs(handler(runningJob(db, run, stop)), stop.signal, unwind);
    await completeTry(db, run, result);
    return { next: 'done' };
  } catch (error) {
    return await whatNow(context, run, stop.signal, error);
  } finally {
    clearTimeout(timer);
  }
}

function runningJob(db: Database, run: JobTry, stop: AbortController): RunningJob {
  return {
    id: run.jobId,
    avatarId: run.avatarId,
    attempt: run.attempt,
    signal: stop.signal,
    async progress(percent, step) {
      stop.signal.throwIfAborted();
      if (await saveProgress(db, run, percent, step)) return;
      stop.abort(new JobStopped('cancelled'));
      stop.signal.throwIfAborted();
    },
  };
}

async function whatNow(
  context: RunJobContext,
  run: JobTry,
  signal: AbortSignal,
  error: unknown,
): Promise<Outcome> {
  const stopped = signal.reason instanceof JobStopped ? signal.reason.why : undefined;
  if (stopped === 'cancelled') return { next: 'done' };
  if (stopped === 'process stops') {
    await releaseTry(context.db, run);
    return { next: 'release' };
  }
  const code = stopped === 'timed out' ? 'job_timed_out' : codeOf(error);
  const refused = error instanceof Problem && error.status !== 503;
  const final = run.attempt >= run.maxAttempts || (stopped === undefined && refused);
  context.log.warn({ err: error, jobId: run.jobId, attempt: run.attempt, code, final }, 'a job failed');
  return fail(context, run, { code, final });
}

async function fail(
  { db }: RunJobContext,
  run: JobTry,
  failure: { code: ErrorCode; final: boolean },
): Promise<Outcome> {
  await failTry(db, run, failure);
  return { next: failure.final ? 'failed' : 'again', code: failure.code };
}

function codeOf(error: unknown): ErrorCode {
  if (error instanceof Problem) return error.code;
  if (error instanceof StorageError) {
    if (error.code === 'full') return 'storage_full';
    if (error.code === 'unavailable') return 'storage_unavailable';
  }
  return isDatabaseUnavailable(error) ? 'database_unavailable' : 'job_failed';
}

/** What `work` gives; its signal's reason when it has not ended `patience` ms after that was aborted. */
async function unlessItHangs<T>(work: Promise<T>, signal: AbortSignal, patience: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = () => {};
  const hangs = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      timer = setTimeout(() => reject(signal.reason), patience);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, hangs]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
