import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { checkBody } from '../../../bodies/check-body.ts';
import { createAvatar } from '../../../bodies/create-avatar.ts';
import { withinLimit } from '../../../bodies/creation-limit.ts';
import { customizationSchema } from '../../../bodies/customization.ts';
import { estimatedSeconds } from '../../../jobs/estimated-seconds.ts';
import { priorityOf } from '../../../jobs/job-types.ts';
import { quotaHeaders } from '../../../quota.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { idempotencyKeyOf, idempotent } from '../../idempotency.ts';
import { versionTag } from '../../precondition.ts';
import { findingSchema } from './answers.ts';
import { bodyFields, givenBody, nameSchema, tagsSchema } from './body-request.ts';

const body = z.strictObject({
  name: nameSchema,
  ...bodyFields,
  customization: customizationSchema.default({}),
  tags: tagsSchema.default([]),
  isDefault: z.boolean().default(false),
});

const answer = z.object({
  avatarId: z.uuid(),
  status: z.literal('processing'),
  processingJobId: z.uuid(),
  estimatedCompletionTime: z.number().describe('Seconds'),
  findings: z.array(findingSchema).describe('Questions and warnings'),
});

/** `POST /api/v1/avatars/measurement-based`: keeps the measurements and has a body made of them. */
export function createFromMeasurements(app: App, services: Services): void {
  const { bodies, database, sealing } = services;
  app.post(
    '/api/v1/avatars/measurement-based',
    {
      schema: {
        body,
        response: { 202: answer },
        tags: ['bodies'],
        summary: 'Make a body from a tape measure',
        operationId: 'createAvatarFromMeasurements',
      },
      config: {
        access: 'user',
        docs: {
          problems: [
            'invalid_value',
            'impossible_body',
            'adults_only',
            'too_many_avatars',
            'request_in_progress',
            'idempotency_key_reused',
          ],
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { name, tags, isDefault, customization } = request.body;
      const given = givenBody(request.body);
      const claim = {
        userId: principal.userId,
        route: 'POST /api/v1/avatars/measurement-based',
        key: idempotencyKeyOf(request),
        fingerprint: sealing.fingerprint(JSON.stringify(request.body)),
      };
      // what is kept for a repeat holds ids only; findings speak of measurements
      const { body: made, replayed } = await idempotent(database.db, claim, async () => {
        const created = await withinLimit(services, principal, 0, () =>
          createAvatar(bodies.context, {
            principal,
            requestId: request.id,
            name,
            tags,
            isDefault,
            customization,
            given,
          }),
        );
        if (created.quota) reply.headers(quotaHeaders(created.quota));
        return { status: 202, body: { avatarId: created.avatar.id, jobId: created.jobId } };
      });
      if (replayed) reply.header('idempotency-replayed', 'true');
      reply.code(202).header('location', `/api/v1/avatars/${made.avatarId}`).header('etag', versionTag(1));
      return {
        avatarId: made.avatarId,
        status: 'processing' as const,
        processingJobId: made.jobId,
        estimatedCompletionTime: await estimatedSeconds(database.db, priorityOf(principal.role)),
        findings: [...checkBody(given).findings],
      };
    },
  );
}
