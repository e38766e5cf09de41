import { DelayedError, type Job, type Processor, UnrecoverableError, WaitingError } from 'bullmq';
import { sql } from 'drizzle-orm';
import { within } from '../start/shutdown.ts';
import { queueIdOf } from './enqueue-job.ts';
import { beginTry } from './job-rows.ts';
import { JobStopped } from './job-stopped.ts';
import type { QueuedJob, QueueEngine } from './queue-engine.ts';
import { type Outcome, type RunJobContext, runJob } from './run-job.ts';

export interface JobWorkerContext extends RunJobContext {
  engine: QueueEngine;
  /** Jobs at once in this process. */
  concurrency: number;
  /** Jobs begun in a minute, by all workers together; undefined for no limit. */
  rate: number | undefined;
  /** ms that running jobs have to end when the worker stops */
  shutdownTimeout: number;
  /** ms; see TAKEOVER */
  takeover?: { lock: number; look: number };
}

export interface JobWorker {
  /** Lets go of a job if it runs here, and takes it out of the queue if it waits. */
  cancel(jobId: string): void;
  /** Asks for what was cancelled while nobody listened. */
  catchUp(): Promise<void>;
  /** Begins no more jobs; those that run end, or go back to the queue when the time for that is over. */
  stop(): Promise<void>;
}

/**
 * A worker that was killed leaves its jobs locked. It renewed a lock of 15 s every 7.5 s; every 5 s the
 * others look for active jobs whose lock has run out and that they had seen before. So a job is taken over
 * after 7.5 s at the earliest and 20 s at the latest. Shorter locks would be lost by a process that is
 * merely busy or whose database pauses.
 */
const TAKEOVER = { lock: 15_000, look: 5_000 };
/** ms until a job is looked at again whose state could not be written */
const LATER = 5_000;
/** Ours counts the tries, those that were cut off too: BullMQ need not. */
const NO_LIMIT = 1_000_000;

/** Does the jobs of the queue until it is stopped. */
export function startJobWorker(context: JobWorkerContext): JobWorker {
  const { engine, db, log, concurrency, rate, takeover = TAKEOVER } = context;
  const running = new Map<string, AbortController>();
  let onIdle = () => {};
  let stopping = false;

  const work: Processor<QueuedJob, void> = async (queued, token = '') => {
    const { jobId } = queued.data;
    if (stopping) return carryOut({ next: 'release' }, queued, token);
    let outcome: Outcome;
    const stop = new AbortController();
    try {
      const run = await beginTry(db, jobId, queued.attemptsStarted > 1);
      if (run === undefined) return;
      running.set(jobId, stop);
      try {
        if (stopping) stop.abort(new JobStopped('process stops'));
        outcome = await runJob(context, run, stop);
      } finally {
        if (running.get(jobId) === stop) running.delete(jobId);
        if (running.size === 0) onIdle();
      }
    } catch (error) {
      log.warn({ err: error, jobId }, 'the state of a job could not be written; tried again shortly');
      return lookAgain(queued, token);
    }
    await carryOut(outcome, queued, token);
  };

  const worker = engine.worker(work, {
    concurrency,
    ...(rate === undefined ? {} : { limiter: { max: rate, duration: 60_000 } }),
    lockDuration: takeover.lock,
    stalledInterval: takeover.look,
    maxStalledCount: NO_LIMIT,
    runRetryDelay: 2_000,
  });

  const idle = () =>
    new Promise<void>((resolve) => {
      onIdle = resolve;
      if (running.size === 0) resolve();
    });
  const cancel = (jobId: string) => {
    const here = running.get(jobId);
    if (here !== undefined) return here.abort(new JobStopped('cancelled'));
    // Of no use while another process runs it; and if it fails, whoever takes the job finds it cancelled.
    engine.queue
      .remove(queueIdOf(jobId))
      .catch((err: unknown) => log.debug({ err, jobId }, 'not removed from the queue'));
  };
  return {
    cancel,
    async catchUp() {
      const { rows } = await db.execute<{ id: string }>(sql`
        SELECT id FROM avatar.processing_jobs
        WHERE id = ANY(${sql.param([...running.keys()])}::uuid[]) AND status = 'cancelled'`);
      for (const { id } of rows) cancel(id);
    },
    async stop() {
      // a queue that is away cannot be told of anything: what runs ends, that is all
      const closing = worker.close();
      const closed = engine.available ? closing : idle();
      await within(context.shutdownTimeout, closed, () => {
        stopping = true;
        if (running.size > 0) log.warn({ jobs: running.size }, 'jobs go back to the queue');
        for (const stop of running.values()) stop.abort(new JobStopped('process stops'));
      });
      await within(context.unwind + LATER, closed, () => log.warn('a job did not end'));
    },
  };
}

/** By throwing what BullMQ understands. The message is a code: BullMQ keeps it. */
async function carryOut(outcome: Outcome, queued: Job<QueuedJob, void>, token: string): Promise<void> {
  switch (outcome.next) {
    case 'done':
      return;
    case 'failed':
      throw new UnrecoverableError(outcome.code);
    case 'again':
      throw new Error(outcome.code);
    case 'release':
      await queued.moveToWait(token);
      throw new WaitingError();
  }
}

/** Without counting that as a try. */
async function lookAgain(queued: Job<QueuedJob, void>, token: string): Promise<never> {
  await queued.moveToDelayed(Date.now() + LATER, token);
  throw new DelayedError();
}
