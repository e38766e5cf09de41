import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { checkAllowance } from '../../../bodies/allowance.ts';
import { checkBody } from '../../../bodies/check-body.ts';
import { createFromPhotos } from '../../../bodies/create-from-photos.ts';
import { withinLimit } from '../../../bodies/creation-limit.ts';
import { isRead } from '../../../bodies/photos/prepare-photos.ts';
import { PHOTO_TYPES } from '../../../database/avatar-schema.ts';
import { inTransaction } from '../../../database/database.ts';
import { estimatedSeconds } from '../../../jobs/estimated-seconds.ts';
import { priorityOf } from '../../../jobs/job-types.ts';
import { quotaHeaders } from '../../../quota.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { idempotencyKeyOf, idempotent, mayRepeat } from '../../idempotency.ts';
import { versionTag } from '../../precondition.ts';
import { findingSchema } from './answers.ts';
import { PHOTO_FORM, readPhotoForm } from './photo-form.ts';

const URL = '/api/v1/avatars/photo-based';

const answer = z.object({
  avatarId: z.uuid(),
  status: z.literal('processing'),
  processingJobId: z.uuid(),
  estimatedCompletionTime: z.number().describe('Seconds'),
  notKept: z
    .array(z.enum(PHOTO_TYPES))
    .describe('Photos that were checked and not kept, because nothing is read from them yet'),
  findings: z.array(findingSchema).describe('Questions and warnings about what was typed'),
});

/** `POST /api/v1/avatars/photo-based`: keeps photos, stripped and sealed, and has a body read from them. */
export function createFromPhotosRoute(app: App, services: Services): void {
  const { bodies, config, database, sealing } = services;
  app.post(
    URL,
    {
      schema: {
        response: { 202: answer },
        tags: ['bodies'],
        summary: 'Make a body from photos',
        operationId: 'createAvatarFromPhotos',
      },
      config: {
        access: 'user',
        docs: {
          body: PHOTO_FORM,
          problems: [
            'not_multipart',
            'malformed_multipart',
            'missing_file',
            'repeated_field',
            'unexpected_field',
            'empty_file',
            'upload_aborted',
            'upload_too_slow',
            'file_too_large',
            'unsupported_media_type',
            'unsupported_image',
            'svg_not_supported',
            'tiff_not_supported',
            'damaged_image',
            'image_too_many_pixels',
            'image_side_too_long',
            'front_photo_missing',
            'photo_too_small',
            'consent_missing',
            'invalid_value',
            'impossible_body',
            'adults_only',
            'too_many_avatars',
            'request_in_progress',
            'idempotency_key_reused',
            'busy',
            'storage_unavailable',
            'storage_full',
          ],
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const key = idempotencyKeyOf(request);
      const route = `POST ${URL}`;
      // before a byte of the body is taken; whether a key comes with the same photos again, only they tell
      if (!(await mayRepeat(database.db, { userId: principal.userId, key, route }))) {
        await withinLimit(services, principal, 1, () =>
          inTransaction(database.db, (tx) => checkAllowance(tx, config, principal, 1)),
        );
      }
      const { fingerprint, dispose, ...form } = await readPhotoForm(request, config);
      try {
        const claim = {
          userId: principal.userId,
          route,
          key,
          fingerprint: sealing.fingerprint(fingerprint),
        };
        // what is kept for a repeat holds ids only; findings speak of measurements
        const { body: made, replayed } = await idempotent(database.db, claim, async () => {
          const created = await createFromPhotos(bodies.context, {
            principal,
            requestId: request.id,
            ...form,
          });
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
          notKept: form.photos.filter((photo) => !isRead(photo)).map(({ type }) => type),
          findings: [...checkBody(form.given, { seen: true }).findings],
        };
      } finally {
        await dispose();
      }
    },
  );
}
