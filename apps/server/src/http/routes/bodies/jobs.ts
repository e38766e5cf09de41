import { z } from 'zod';
import { mayRuleOrganization, type Principal, principalOf } from '../../../auth/principal.ts';
import { isOwner, jobFor } from '../../../bodies/avatar-jobs.ts';
import { photosState } from '../../../bodies/photos/photo-rows.ts';
import { removeDuePhotosOf } from '../../../bodies/photos/remove-photos.ts';
import { JOB_STATUSES } from '../../../database/avatar-schema.ts';
import { Problem } from '../../../errors.ts';
import { cancelJob } from '../../../jobs/cancel-job.ts';
import { type JobSummary, listJobs } from '../../../jobs/list-jobs.ts';
import { retryJob } from '../../../jobs/retry-job.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { photoFindingSchema } from './answers.ts';
import { idParams } from './body-request.ts';

const jobSchema = z.object({
  id: z.uuid(),
  avatarId: z.uuid(),
  jobType: z.string(),
  status: z.enum(JOB_STATUSES),
  priority: z.int(),
  progress: z.int().describe('Percent'),
  currentStep: z.string().nullable(),
  attempts: z.int(),
  maxAttempts: z.int(),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  completedAt: z.string().nullable(),
  durationMs: z.int().nullable(),
  result: z.record(z.string(), z.unknown()).nullable().describe('Ids, and what became of photos'),
});

const jobWithFindings = jobSchema.extend({
  findings: z
    .array(photoFindingSchema)
    .describe('Of a job that reads photos, for the owner: what is wrong with them, and what to do'),
});

const params = idParams.extend({ jobId: z.uuid() });
const URL = '/api/v1/avatars/:id/jobs/:jobId';
const problems = ['malformed_id', 'job_not_found'] as const;

/** Jobs: their owner looks and cancels, an admin of the organization lists and retries. */
export function jobRoutes(app: App, { bodies, cache, database }: Services): void {
  const { db } = database;
  const tell = async (principal: Principal, job: JobSummary) => {
    const own = await isOwner(db, principal, job.avatarId);
    const photos =
      own && job.jobType === 'avatar:process-photos' ? await photosState(bodies.context, job.avatarId) : null;
    return { ...job, findings: [...(photos?.findings ?? [])] };
  };
  const find = async (principal: Principal, { id, jobId }: z.infer<typeof params>): Promise<JobSummary> => {
    const job = await jobFor({ db, cache }, principal, { avatarId: id, jobId });
    if (!job) throw new Problem('job_not_found');
    return job;
  };
  app.get(
    URL,
    {
      schema: {
        params,
        response: { 200: jobWithFindings },
        tags: ['bodies'],
        summary: 'How far a job is',
        operationId: 'getJob',
      },
      config: { access: 'user', docs: { problems } },
    },
    async (request) => {
      const principal = principalOf(request);
      return tell(principal, await find(principal, request.params));
    },
  );
  app.get(
    '/api/v1/jobs/:id',
    {
      schema: {
        params: idParams,
        response: { 200: jobWithFindings },
        tags: ['bodies'],
        summary: 'How far a job is, by its id alone',
        operationId: 'getJobById',
      },
      config: { access: 'user', docs: { problems } },
    },
    async (request) => {
      const principal = principalOf(request);
      const job = await jobFor({ db, cache }, principal, { jobId: request.params.id });
      if (!job) throw new Problem('job_not_found');
      return tell(principal, job);
    },
  );
  for (const [verb, act] of [
    ['cancel', cancelJob],
    ['retry', retryJob],
  ] as const) {
    app.post(
      `${URL}/${verb}`,
      {
        schema: {
          params,
          response: { 200: jobSchema },
          tags: ['bodies'],
          summary: verb === 'cancel' ? 'Cancel a job that has not ended' : 'Queue a failed job again',
          operationId: `${verb}Job`,
        },
        config: { access: 'user', docs: { problems: [...problems, 'job_not_active'] } },
      },
      async (request) => {
        const principal = principalOf(request);
        const { id } = await find(principal, request.params);
        const acted = await act(db, id);
        // the photos of a cancelled job are due
        if (verb === 'cancel') await removeDuePhotosOf(bodies.context, request.params.id).catch(() => 0);
        if (!acted) {
          throw new Problem(
            'job_not_active',
            verb === 'retry' ? 'Only a job that has failed can be queued again.' : undefined,
          );
        }
        return find(principal, request.params);
      },
    );
  }
  app.get(
    '/api/v1/jobs',
    {
      schema: {
        querystring: z
          .object({
            status: z.enum(JOB_STATUSES).optional(),
            limit: z.coerce.number().int().min(1).max(500).default(100),
          })
          .strict(),
        response: { 200: z.object({ data: z.array(jobSchema) }) },
        tags: ['bodies'],
        summary: "The organization's jobs, the youngest first; status=failed lists the dead letters",
        operationId: 'listJobs',
      },
      config: { access: 'admin', docs: { problems: ['invalid_value'] } },
    },
    async (request) => {
      const principal = principalOf(request);
      if (!mayRuleOrganization(principal)) throw new Problem('forbidden');
      return {
        data: await listJobs(database.lists, { ...request.query, organizationId: principal.organizationId }),
      };
    },
  );
}
