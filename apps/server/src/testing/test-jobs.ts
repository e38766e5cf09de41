import { once } from 'node:events';
import { sql } from 'drizzle-orm';
import { Client } from 'pg';
import { pino } from 'pino';
import { type Config, loadConfig } from '../config/config.ts';
import { inTransaction } from '../database/database.ts';
import { type CreateJobs, createJobs, type Jobs } from '../jobs/create-jobs.ts';
import { enqueueJob, JOB_TOPIC, OUTBOX_CHANNEL, queueIdOf } from '../jobs/enqueue-job.ts';
import { AVATARS_CHANNEL } from '../jobs/job-rows.ts';
import type { JobType } from '../jobs/job-types.ts';
import { findJob, type JobStatus, type JobSummary } from '../jobs/list-jobs.ts';
import type { Log } from '../log.ts';
import { openRedis, type RedisHandle } from '../redis/open-redis.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';
import { forgetKeys, randomPrefix } from './test-redis.ts';

export interface TestJobs {
  database: TestDatabase;
  /** Where the jobs wait; undefined: in the database. */
  redis: RedisHandle | undefined;
  config: Config;
  /** For a process on the same engines. */
  env: NodeJS.ProcessEnv;
  /** An avatar that waits for its model. */
  avatar(): Promise<string>;
  enqueue(avatarId: string, job?: { jobType?: JobType; priority?: number }): Promise<string>;
  /** Each of an avatar of its own. @returns the ids of the jobs */
  enqueueMany(count: number, priority?: number): Promise<string[]>;
  /** Starts pump and worker; they are stopped with the rest. */
  start(more?: Partial<CreateJobs>): Promise<Jobs>;
  /** Resolves once the job has that status: woken by the notification, as whoever shows an avatar is. */
  reached(jobId: string, status: JobStatus): Promise<JobSummary>;
  avatarStatus(avatarId: string): Promise<string | undefined>;
  /** Topics of the outbox that tell of the job. */
  events(jobId: string): Promise<string[]>;
  /** What BullMQ knows of a job. */
  queued(jobs: Jobs, jobId: string): ReturnType<Jobs['queue']['getJob']>;
  /** Takes everything out of the queue, as if its engine had lost it. */
  emptyQueue(): Promise<void>;
  drop(): Promise<void>;
}

/**
 * A database of its own with jobs on it.
 *
 * @param redisUrl where the jobs wait; by default in the database
 */
export async function createTestJobs({
  redisUrl,
  settings = {},
  log = pino({ level: process.env.TEST_LOG ?? 'silent' }),
}: {
  redisUrl?: string | undefined;
  settings?: Record<string, string>;
  log?: Log;
} = {}): Promise<TestJobs> {
  const database = await createTestDatabase();
  const { db } = database;
  const prefix = randomPrefix();
  const env = {
    LIKENESS_QUEUE_RATE: 'off',
    WORKER_CONCURRENCY: '2',
    DATABASE_URL: database.url,
    ...(redisUrl && { REDIS_URL: redisUrl, LIKENESS_REDIS_PREFIX: prefix }),
    ...settings,
  };
  const config = loadConfig(env);
  const redis = redisUrl === undefined ? undefined : await openRedis({ url: redisUrl, prefix, log });
  const watcher = new Client({ connectionString: database.url });
  watcher.setMaxListeners(100);
  await watcher.connect();
  await watcher.query(`LISTEN ${AVATARS_CHANNEL}`);
  const started: Jobs[] = [];
  const { rows } = await db.execute<{ organization: string; owner: string }>(sql`
    WITH o AS (INSERT INTO shared.organizations (slug) VALUES ('jobs') RETURNING id),
    u AS (INSERT INTO shared.users (organization_id, issuer, subject) SELECT id, 'test', 'ann' FROM o RETURNING id)
    SELECT o.id AS organization, u.id AS owner FROM o, u`);
  const { organization, owner } = rows[0] ?? {};
  return {
    database,
    redis,
    config,
    env: { PATH: process.env.PATH, ...env },
    async avatar() {
      const made = await db.execute<{ id: string }>(sql`
        INSERT INTO avatar.avatars (organization_id, user_id, name, sealed)
        VALUES (${organization}, ${owner}, 'Ann', '') RETURNING id`);
      return made.rows[0]?.id ?? '';
    },
    enqueue: (avatarId, { jobType = 'avatar:regenerate-model', priority = 3 } = {}) =>
      inTransaction(db, (tx) => enqueueJob(tx, { avatarId, jobType, priority })),
    async enqueueMany(count, priority = 3) {
      const { rows: made } = await db.execute<{ id: string }>(sql`
        WITH a AS (
          INSERT INTO avatar.avatars (organization_id, user_id, name, sealed)
          SELECT ${organization}, ${owner}, 'Ann', '' FROM generate_series(1, ${count}) RETURNING id
        ), j AS (
          INSERT INTO avatar.processing_jobs (avatar_id, job_type, priority)
          SELECT id, 'avatar:regenerate-model', ${priority} FROM a RETURNING id
        ), o AS (
          INSERT INTO shared.outbox (id, topic, payload)
          SELECT id, ${JOB_TOPIC}, jsonb_build_object('jobId', id::text) FROM j RETURNING id
        )
        SELECT o.id, pg_notify(${OUTBOX_CHANNEL}, '') FROM o`);
      return made.map(({ id }) => id);
    },
    async start(more = {}) {
      const jobs = await createJobs({ config, log, database, redis, unwind: 100, ...more });
      let stopped: Promise<void> | undefined;
      const once: Jobs = {
        queue: jobs.queue,
        stop: () => {
          stopped ??= jobs.stop();
          return stopped;
        },
      };
      started.push(once);
      return once;
    },
    async reached(jobId, status) {
      for (;;) {
        const changed = once(watcher, 'notification');
        const job = await findJob(db, jobId);
        if (job?.status === status) return job;
        await changed;
      }
    },
    async avatarStatus(avatarId) {
      const found = await db.execute<{ status: string }>(
        sql`SELECT status FROM avatar.avatars WHERE id = ${avatarId}`,
      );
      return found.rows[0]?.status;
    },
    async events(jobId) {
      const found = await db.execute<{ topic: string }>(sql`
        SELECT topic FROM shared.outbox WHERE payload->>'jobId' = ${jobId} AND topic <> 'job.queued'
        ORDER BY created_at`);
      return found.rows.map(({ topic }) => topic);
    },
    queued: (jobs, jobId) => jobs.queue.getJob(queueIdOf(jobId)),
    async emptyQueue() {
      if (redis === undefined) await database.pool.query('DELETE FROM likeness_jobs.job');
      else await forgetKeys(redis.client, prefix);
    },
    async drop() {
      await Promise.all(started.map((jobs) => jobs.stop()));
      if (redis?.ready) await forgetKeys(redis.client, prefix);
      redis?.close();
      await watcher.end();
      await database.drop();
    },
  };
}

/** A handler's wait for the end of its signal. */
export async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}

/** A promise with its other end. */
export function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
