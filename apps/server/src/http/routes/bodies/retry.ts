import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { avatarFor } from '../../../bodies/avatar-rows.ts';
import { retryAvatar } from '../../../bodies/retry-avatar.ts';
import { estimatedSeconds } from '../../../jobs/estimated-seconds.ts';
import { priorityOf } from '../../../jobs/job-types.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { idempotencyKeyOf, idempotent } from '../../idempotency.ts';
import { idParams } from './body-request.ts';

const answer = z.object({
  avatarId: z.uuid(),
  status: z.literal('processing'),
  processingJobId: z.uuid(),
  estimatedCompletionTime: z.number().describe('Seconds'),
});

/** `POST /api/v1/avatars/:id/retry`: another try for an avatar in error. */
export function retryRoute(app: App, { bodies, database }: Services): void {
  app.post(
    '/api/v1/avatars/:id/retry',
    {
      schema: {
        params: idParams,
        response: { 202: answer },
        tags: ['bodies'],
        summary: 'Try again to make an avatar that is in error',
        operationId: 'retryAvatar',
      },
      config: {
        access: 'user',
        docs: {
          problems: [
            'malformed_id',
            'avatar_not_found',
            'forbidden',
            'nothing_to_retry',
            'photos_gone',
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
        route: `POST /api/v1/avatars/${avatar.id}/retry`,
        key: idempotencyKeyOf(request),
        fingerprint: '',
      };
      const made = await idempotent(database.db, claim, async () => ({
        status: 202,
        body: { jobId: await retryAvatar(bodies.context, principal, avatar) },
      }));
      if (made.replayed) reply.header('idempotency-replayed', 'true');
      reply.code(202);
      return {
        avatarId: avatar.id,
        status: 'processing' as const,
        processingJobId: made.body.jobId,
        estimatedCompletionTime: await estimatedSeconds(database.db, priorityOf(principal.role)),
      };
    },
  );
}
