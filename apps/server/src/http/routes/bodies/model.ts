import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { avatarFor, openAvatar } from '../../../bodies/avatar-rows.ts';
import { markUsed } from '../../../bodies/mark-used.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { idParams } from './body-request.ts';
import { sendRendition } from './send-rendition.ts';

const querystring = z
  .object({
    lod: z.enum(['0', '1', '2']).default('0').describe('0 is the full mesh, the only one that measures true'),
    format: z.enum(['glb']).default('glb'),
    compression: z.enum(['meshopt', 'draco', 'none']).default('meshopt'),
    pose: z.enum(['a', 't']).optional().describe("By default the avatar's own, else a"),
  })
  .strict();

/** `GET /api/v1/avatars/:id/model` */
export function modelRoute(app: App, services: Services): void {
  const { bodies, database, sealing } = services;
  app.get(
    '/api/v1/avatars/:id/model',
    {
      schema: {
        params: idParams,
        querystring,
        tags: ['bodies'],
        summary: 'The body as GLB',
        operationId: 'getModel',
      },
      config: {
        access: 'user',
        docs: {
          problems: ['malformed_id', 'invalid_value', 'avatar_not_found', 'model_not_ready', 'model_failed'],
          responses: {
            200: { description: 'glTF binary', content: { 'model/gltf-binary': {} } },
            304: { description: 'The model that If-None-Match tells of' },
          },
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const avatar = await avatarFor(database.db, principal, request.params.id, 'view');
      const { lod, compression, pose } = request.query;
      const own = pose ?? (await openAvatar(sealing, avatar)).customization.pose ?? 'a';
      const form = { glb: { lod: Number(lod) as 0 | 1 | 2, compression, pose: own } };
      const answer = await sendRendition(services, request, reply, avatar, form, `body-lod${lod}.glb`);
      await markUsed(bodies.context, avatar, principal.userId);
      return answer;
    },
  );
}
