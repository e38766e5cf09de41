import { bodyJobHandlers } from '../bodies/body-job-handlers.ts';
import { startEvents } from '../events/start-events.ts';
import { createJobs, type Jobs } from '../jobs/create-jobs.ts';
import type { JobHandlers } from '../jobs/job-types.ts';
import type { TestBodies } from './test-bodies.ts';
import { connectClient, type TestClient } from './test-clients.ts';

/** Does the jobs of a test's app as a server does, queue and all. */
export async function runJobsLive(
  { services }: TestBodies,
  { handlers = {}, ...more }: { handlers?: JobHandlers; takeover?: { lock: number; look: number } } = {},
): Promise<Jobs> {
  const { config, log, database, redis } = services;
  const events = startEvents(services);
  const jobs = await createJobs({
    config,
    log,
    database,
    redis,
    dispatch: events.bus.dispatch,
    handlers: { ...bodyJobHandlers(services), ...handlers },
    unwind: 100,
    ...more,
  });
  return {
    ...jobs,
    async stop() {
      await jobs.stop();
      await events.stop();
    },
  };
}

/** Watches an avatar as its owner does. */
export async function watch(
  test: TestBodies,
  url: string,
  who: string,
  avatarId: string,
): Promise<TestClient> {
  const { authorization } = await test.as({ userId: who });
  const client = connectClient(url, { auth: { token: authorization.replace('Bearer ', '') } });
  await client.connected();
  const answer = await client.subscribe(avatarId);
  if (!answer.ok) throw new Error(answer.code);
  return client;
}
