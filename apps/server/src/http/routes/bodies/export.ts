import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { avatarFor } from '../../../bodies/avatar-rows.ts';
import { openExport, requestExport } from '../../../bodies/export-avatar.ts';
import { estimatedSeconds } from '../../../jobs/estimated-seconds.ts';
import { priorityOf } from '../../../jobs/job-types.ts';
import type { Services } from '../../../services.ts';
import { serverBase } from '../../answer-portrait.ts';
import type { App } from '../../app-types.ts';
import { idempotencyKeyOf, idempotent } from '../../idempotency.ts';
import { idParams } from './body-request.ts';

const body = z
  .strictObject({
    lods: z
      .array(z.union([z.literal(0), z.literal(1), z.literal(2)]))
      .min(1)
      .max(3)
      .default([0, 1, 2]),
    compression: z.enum(['meshopt', 'draco', 'none']).default('meshopt'),
    pose: z.enum(['a', 't']).default('a'),
  })
  .describe('What the models in the archive are like');

const answer = z.object({
  processingJobId: z.uuid(),
  downloadUrl: z.url().describe('Of the archive, when the job is done; for a day'),
  estimatedCompletionTime: z.number().describe('Seconds'),
});

/** `POST /api/v1/avatars/:id/export`, `GET …/exports/:jobId`: everything about an avatar in one archive. */
export function exportRoutes(app: App, { bodies, config, database }: Services): void {
  app.post(
    '/api/v1/avatars/:id/export',
    {
      schema: {
        params: idParams,
        body,
        response: { 202: answer },
        tags: ['bodies'],
        summary: 'Have an archive made: models, pictures, measurements',
        operationId: 'exportAvatar',
      },
      config: {
        access: 'user',
        docs: {
          problems: [
            'malformed_id',
            'invalid_value',
            'avatar_not_found',
            'forbidden',
            'model_not_ready',
            'model_failed',
            'request_in_progress',
            'idempotency_key_reused',
          ],
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const avatar = await avatarFor(database.db, principal, request.params.id, 'change');
      const claim = {
        userId: principal.userId,
        route: `POST /api/v1/avatars/${avatar.id}/export`,
        key: idempotencyKeyOf(request),
        fingerprint: JSON.stringify(request.body),
      };
      const made = await idempotent(database.db, claim, async () => ({
        status: 202,
        body: { jobId: await requestExport(bodies.context, principal, avatar, request.body) },
      }));
      if (made.replayed) reply.header('idempotency-replayed', 'true');
      const { jobId } = made.body;
      reply.code(202);
      return {
        processingJobId: jobId,
        downloadUrl: `${serverBase(config, request)}/api/v1/avatars/${avatar.id}/exports/${jobId}`,
        estimatedCompletionTime: await estimatedSeconds(database.db, priorityOf(principal.role)),
      };
    },
  );
  app.get(
    '/api/v1/avatars/:id/exports/:jobId',
    {
      schema: {
        params: idParams.extend({ jobId: z.uuid() }),
        tags: ['bodies'],
        summary: 'The archive of an export',
        operationId: 'getExport',
      },
      config: {
        access: 'user',
        docs: {
          problems: [
            'malformed_id',
            'avatar_not_found',
            'forbidden',
            'job_not_found',
            'model_not_ready',
            'model_failed',
          ],
          responses: { 200: { description: 'ZIP', content: { 'application/zip': {} } } },
        },
      },
    },
    async (request, reply) => {
      const avatar = await avatarFor(database.db, principalOf(request), request.params.id, 'change');
      const archive = await openExport(bodies.context, avatar, request.params.jobId);
      return reply
        .headers({
          'content-type': 'application/zip',
          'cache-control': 'private, no-store',
          'content-disposition': 'attachment; filename="avatar.zip"',
        })
        .send(archive);
    },
  );
}
