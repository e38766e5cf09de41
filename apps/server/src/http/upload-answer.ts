import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Principal, principalOf } from '../auth/principal.ts';
import type { EntityForUpload } from '../entities/entity-for-upload.ts';
import type { ErrorCode } from '../errors.ts';
import { uploadPortrait } from '../portraits/upload-portrait.ts';
import type { Services } from '../services.ts';
import { answerPortrait, portraitSchema } from './answer-portrait.ts';
import { idempotencyKeyOf, idempotent } from './idempotency.ts';
import { portraitTag, preconditionOf } from './precondition.ts';
import { readPictureUpload } from './read-picture-upload.ts';

/** The answer of spec 1, with what it lacks added. */
export const uploadAnswerSchema = z.object({
  success: z.literal(true),
  message: z.string(),
  data: portraitSchema.extend({ isDuplicate: z.boolean() }),
  meta: z.object({
    uploadTime: z.int().describe('Milliseconds since 1970'),
    fileSize: z.int().describe('Bytes that were uploaded'),
    optimized: z.boolean(),
  }),
});

export type UploadAnswer = z.infer<typeof uploadAnswerSchema>;

export const UPLOAD_PROBLEMS = [
  'not_multipart',
  'malformed_multipart',
  'missing_file',
  'too_many_files',
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
  'image_too_many_frames',
  'crop_outside_picture',
  'unknown_preset',
  'invalid_value',
  'precondition_failed',
  'request_in_progress',
  'idempotency_key_reused',
  'busy',
  'storage_unavailable',
  'storage_full',
] as const satisfies readonly ErrorCode[];

/** The multipart body, for the API reference. */
export const UPLOAD_BODY = {
  'multipart/form-data': {
    schema: {
      type: 'object',
      required: ['avatar'],
      properties: {
        avatar: { type: 'string', format: 'binary', description: 'JPEG, PNG, WebP, AVIF, GIF or HEIC' },
        preset: { type: 'string', description: 'Which sizes to make', examples: ['enterprise'] },
        position: { type: 'string', description: 'Where squares are cut', examples: ['attention', 'north'] },
        crop: {
          type: 'string',
          description: 'x,y,width,height in pixels of the upright picture',
          examples: ['120,40,600,600'],
        },
        rotate: { type: 'number', description: 'Degrees clockwise, before the crop' },
        enlarge: { type: 'boolean', description: 'Fill sizes beyond those of the picture' },
      },
    },
  },
};

/** Takes an upload for an entity and answers 201; the same answer again for the same `Idempotency-Key`. */
export async function answerUpload(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  findEntity: (principal: Principal) => Promise<EntityForUpload>,
): Promise<UploadAnswer> {
  const principal = principalOf(request);
  const key = idempotencyKeyOf(request);
  const entity = await findEntity(principal);
  const { config, database, portraits } = services;
  const { maxFileSize, temporaryDir, uploadTimeout } = config.pictures;
  const upload = await readPictureUpload(request, {
    dir: temporaryDir,
    maxFileSize,
    timeout: uploadTimeout,
  });
  try {
    const route = `${request.method} ${request.url.split('?')[0]}`;
    const claim = { userId: principal.userId, route, key, fingerprint: upload.fingerprint };
    const answer = await idempotent<UploadAnswer>(database.db, claim, async () => {
      const { blob, isDuplicate, entityId } = await uploadPortrait(portraits.context, {
        actor: { ...principal, requestId: request.id },
        entity,
        ...upload,
        precondition: preconditionOf(request),
      });
      const data = {
        ...(await answerPortrait(services, request, { type: entity.type, id: entityId }, blob)),
        isDuplicate,
      };
      const meta = { uploadTime: Date.now(), fileSize: upload.file.size, optimized: true };
      return { status: 201, body: { success: true, message: 'Avatar uploaded successfully', data, meta } };
    });
    reply
      .header('etag', portraitTag(answer.body.data.avatarId))
      .header('location', answer.body.data.stableUrl);
    if (answer.replayed) reply.header('idempotency-replayed', 'true');
    reply.code(201);
    return answer.body;
  } finally {
    await upload.file.dispose();
  }
}
