import type { Job, Processor, Queue, WorkerOptions } from 'bullmq';
import type { DatabaseHandle } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { RedisHandle } from '../redis/open-redis.ts';

/** Spec 2's queue. */
export const QUEUE = 'avatar-processing';

/** What the queue knows of a job: `processing_jobs.id`. */
export interface QueuedJob {
  jobId: string;
}

/** BullMQ's queue, whatever it is kept in. */
export interface JobQueue
  extends Pick<
    Queue<QueuedJob, void, string>,
    | 'add'
    | 'remove'
    | 'getJobState'
    | 'getJobCountByTypes'
    | 'getWaitingCount'
    | 'getPrioritizedCount'
    | 'getRateLimitTtl'
  > {
  getJob(id: string): Promise<QueuedEntry | undefined>;
}
/** A job as BullMQ keeps it. */
export type QueuedEntry = Pick<
  Job<QueuedJob, void>,
  'id' | 'data' | 'delay' | 'isDelayed' | 'promote' | 'remove'
>;

export type JobWorkerOptions = Omit<WorkerOptions, 'connection' | 'prefix'>;

/** The engine that jobs wait in. Nothing outside its file knows which one it is. */
export interface QueueEngine {
  name: 'postgres' | 'redis';
  queue: JobQueue;
  /** It can be spoken to, as far as we know; while it cannot, jobs wait in the outbox. */
  readonly available: boolean;
  /** It is back, and may have lost what it held. */
  onBack(listener: () => void): void;
  worker(processor: Processor<QueuedJob, void>, options: JobWorkerOptions): { close(): Promise<void> };
  /** After the workers have been closed. */
  close(): Promise<void>;
}

export interface QueueEngineOptions {
  database: DatabaseHandle;
  /** Where it is configured, jobs wait there. */
  redis?: RedisHandle | undefined;
  /** Most jobs at once in this process. */
  concurrency: number;
  log: Log;
}
