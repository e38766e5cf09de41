import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { avatarFor } from '../../../bodies/avatar-rows.ts';
import { customizationSchema } from '../../../bodies/customization.ts';
import { photosState } from '../../../bodies/photos/photo-rows.ts';
import { bodyDetails } from '../../../bodies/remembered.ts';
import { updateAvatar } from '../../../bodies/update-avatar.ts';
import { Problem } from '../../../errors.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { versionCheckOf, versionTag } from '../../precondition.ts';
import { avatarOf, avatarSchema, summaryOf } from './answers.ts';
import { idParams, nameSchema, tagsSchema } from './body-request.ts';

const body = z.strictObject({
  name: nameSchema.optional(),
  tags: tagsSchema.optional(),
  isDefault: z.boolean().optional().describe('One per user: the one before is no longer it'),
  status: z
    .enum(['archived', 'ready'])
    .optional()
    .describe('archived puts it away, ready takes it out again'),
  customization: customizationSchema.optional().describe('Only what is named changes; null takes it back'),
});

/** `PATCH /api/v1/avatars/:id`: everything but the measurements, which have an address of their own. */
export function patchAvatar(app: App, services: Services): void {
  const { bodies, config, database } = services;
  app.patch(
    '/api/v1/avatars/:id',
    {
      schema: {
        params: idParams,
        body,
        response: { 200: avatarSchema },
        tags: ['bodies'],
        summary: 'Rename, tag, archive or dress an avatar',
        operationId: 'updateAvatar',
      },
      config: {
        access: 'user',
        docs: {
          problems: ['malformed_id', 'invalid_value', 'avatar_not_found', 'forbidden', 'precondition_failed'],
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { status, ...changes } = request.body;
      if (Object.keys(request.body).length === 0) {
        throw new Problem('invalid_value', 'Send at least one field that is to change.');
      }
      if (status === 'archived' && changes.isDefault) {
        throw new Problem('invalid_value', 'isDefault: an archived avatar cannot be the default.');
      }
      const found = await avatarFor(database.db, principal, request.params.id, 'change');
      const { avatar } = await updateAvatar(bodies.context, {
        principal,
        avatar: found,
        changes: { ...changes, ...(status && { archived: status === 'archived' }) },
        check: versionCheckOf(request),
      });
      const details = await bodyDetails(services, avatar);
      reply.headers({ etag: versionTag(avatar.version), 'cache-control': 'private, no-store' });
      const photos = await photosState(bodies.context, avatar.id);
      return avatarOf(summaryOf(config, request, principal, avatar), details, photos);
    },
  );
}
