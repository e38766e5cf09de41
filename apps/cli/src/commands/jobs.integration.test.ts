import { createTestDatabase, type TestDatabase } from '@likeness/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';

let database: TestDatabase;
let env: Record<string, string>;
const ids = { failed: '', queued: '' };

beforeAll(async () => {
  database = await createTestDatabase();
  env = { DATABASE_URL: database.url };
  const { rows } = await database.pool.query<{ id: string; status: 'failed' | 'queued' }>(`
    WITH o AS (INSERT INTO shared.organizations (slug) VALUES ('jobs') RETURNING id),
    u AS (INSERT INTO shared.users (organization_id, issuer, subject) SELECT id, 'test', 'ann' FROM o RETURNING id),
    a AS (INSERT INTO avatar.avatars (organization_id, user_id, name, sealed)
      SELECT o.id, u.id, 'Ann', '' FROM o, u RETURNING id)
    INSERT INTO avatar.processing_jobs (avatar_id, job_type, status, attempts, error_code, created_at)
    SELECT id, 'avatar:regenerate-model', 'failed', 3, 'job_failed', now() - interval '1 hour' FROM a
    UNION ALL SELECT id, 'avatar:regenerate-model', 'queued', 0, NULL, now() FROM a
    RETURNING id, status`);
  for (const { id, status } of rows) ids[status] = id;
});
afterAll(() => database.drop());

test('the operator finds what failed, looks at it, queues it again and cancels it', async () => {
  const failed = await runCli(['jobs', 'list', '--status', 'failed'], env);
  expect(failed).toMatchObject({ code: 0, stderr: '' });
  expect(failed.stdout.split('\n').at(2)).toMatch(
    new RegExp(`^${ids.failed} +avatar:regenerate-model +failed +0% +3 of 3 .+ job_failed$`),
  );
  const all = JSON.parse((await runCli(['jobs', 'list', '--json'], env)).stdout);
  expect(all.map(({ id }: { id: string }) => id)).toEqual([ids.queued, ids.failed]);

  expect((await runCli(['jobs', 'retry', '--all'], env)).stdout).toBe('1 queued again.\n');
  expect(await runCli(['jobs', 'retry', ids.failed], env)).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `likeness jobs: there is no failed job ${ids.failed}.\n`,
  });
  const { rows } = await database.pool.query('SELECT id, topic FROM shared.outbox');
  expect(rows).toEqual([{ id: ids.failed, topic: 'job.queued' }]);

  expect(await runCli(['jobs', 'cancel', ids.failed], env)).toMatchObject({ code: 0 });
  const { stdout } = await runCli(['jobs', 'show', ids.failed], env);
  expect(stdout).toMatch(/^status +cancelled$[\s\S]*^errorCode +job_cancelled$/m);
});

test('whatever scales workers is told how many jobs wait', async () => {
  const told = JSON.parse((await runCli(['jobs', 'depth', '--json'], env)).stdout);
  expect(told).toMatchObject({ queued: 1, processing: 0 });
  expect(told.oldestSeconds).toBeGreaterThanOrEqual(0);
  expect((await runCli(['jobs', 'depth'], env)).stdout).toMatch(
    /^1 wait, 0 run; the first has waited \d+ s\.\n$/,
  );
});

test('it says what it needs', async () => {
  expect(await runCli(['jobs', 'show', '7'], env)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Use the id that `likeness jobs` lists.'),
  });
  expect(await runCli(['jobs', 'retry'], env)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('give the id of a job, or --all'),
  });
});
