import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AvatarRow } from '../../../bodies/avatar-rows.ts';
import { openAvatar } from '../../../bodies/avatar-rows.ts';
import { type Form, nameOf, rendition, servedModel } from '../../../bodies/renditions.ts';
import type { Services } from '../../../services.ts';

/**
 * Answers a model or a picture of a body. The tag says all that the bytes depend on, so that 304 is answered before
 * they are opened. Nothing keeps a copy but who asked.
 *
 * @throws Problem `model_not_ready`, `model_failed`
 */
export async function sendRendition(
  { bodies, sealing }: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  avatar: AvatarRow,
  form: Form,
  fileName: string,
): Promise<FastifyReply> {
  const record = await openAvatar(sealing, avatar);
  const model = await servedModel(bodies.context, avatar);
  const tag = `"${model.id}-${nameOf(form, record.look)}"`;
  reply.headers({
    etag: tag,
    'cache-control': 'private, no-cache',
    vary: 'Authorization, Cookie',
    'content-type': 'glb' in form ? 'model/gltf-binary' : 'image/png',
    'content-disposition': `inline; filename="${fileName}"`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  });
  const known = request.headers['if-none-match'];
  if (known?.split(',').some((part) => [tag, `W/${tag}`, '*'].includes(part.trim()))) {
    return reply.code(304).send();
  }
  return reply.send(await rendition(bodies.context, model, form, record));
}
