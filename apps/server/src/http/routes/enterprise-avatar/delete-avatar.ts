import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { deletePortrait } from '../../../portraits/delete-portrait.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { preconditionOf } from '../../precondition.ts';

/** `DELETE /api/enterprise/avatar`: the caller's own picture. */
export function deleteAvatar(app: App, { portraits }: Services): void {
  app.delete(
    '/api/enterprise/avatar',
    {
      schema: {
        tags: ['enterprise avatar'],
        summary: "Delete the caller's picture",
        operationId: 'deleteOwnPicture',
        response: {
          200: z.object({
            success: z.literal(true),
            message: z.string(),
            data: z.object({ avatarId: z.uuid() }),
          }),
        },
      },
      config: { access: 'user', docs: { problems: ['no_portrait', 'precondition_failed'] } },
    },
    async (request) => {
      const principal = principalOf(request);
      const avatarId = await deletePortrait(portraits.context, {
        actor: { ...principal, requestId: request.id },
        entity: { id: principal.userId, organizationId: principal.organizationId },
        precondition: preconditionOf(request),
      });
      return { success: true as const, message: 'Avatar deleted successfully', data: { avatarId } };
    },
  );
}
