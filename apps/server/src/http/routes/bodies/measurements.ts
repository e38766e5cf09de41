import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { type AvatarRow, avatarFor } from '../../../bodies/avatar-rows.ts';
import { measurementsOf } from '../../../bodies/remembered.ts';
import { updateAvatar } from '../../../bodies/update-avatar.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { versionCheckOf, versionTag } from '../../precondition.ts';
import { findingSchema, resultOf, resultSchema } from './answers.ts';
import { bodyFields, givenBody, idParams } from './body-request.ts';

const URL = '/api/v1/avatars/:id/measurements';
const unit = z.enum(['metric', 'imperial']).optional().describe('By default as they were given');
const moment = z.iso.datetime();

const answer = resultSchema.extend({
  avatarId: z.uuid(),
  source: z.enum(['auto', 'manual']),
  createdAt: moment,
  updatedAt: moment,
  age: z.number().nullable().describe('As it was given; for the owner alone'),
});
const changed = answer.extend({
  findings: z.array(findingSchema),
  processingJobId: z.uuid().nullable().describe('Of the new model, with regenerate=true'),
});

const regenerate = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

/** `GET|PUT /api/v1/avatars/:id/measurements` */
export function measurementRoutes(app: App, services: Services): void {
  const { bodies, database } = services;
  const read = async (avatar: AvatarRow, userId: string, asked?: 'metric' | 'imperial') => {
    const opened = await measurementsOf(services, avatar);
    return {
      avatarId: avatar.id,
      source: opened.source,
      createdAt: opened.createdAt.toISOString(),
      updatedAt: opened.updatedAt.toISOString(),
      age: avatar.userId === userId ? (opened.given.age ?? null) : null,
      ...resultOf(opened.result, asked ?? opened.unit),
    };
  };

  app.get(
    URL,
    {
      schema: {
        params: idParams,
        querystring: z.object({ unit }),
        response: { 200: answer },
        tags: ['bodies'],
        summary: 'Every measurement, with its uncertainty',
        operationId: 'getMeasurements',
      },
      config: { access: 'user', docs: { problems: ['malformed_id', 'avatar_not_found'] } },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const avatar = await avatarFor(database.db, principal, request.params.id, 'view');
      reply.headers({ etag: versionTag(avatar.version), 'cache-control': 'private, no-store' });
      return read(avatar, principal.userId, request.query.unit);
    },
  );

  app.put(
    URL,
    {
      schema: {
        params: idParams,
        querystring: z.object({ regenerate: regenerate.optional() }),
        body: z.strictObject({ ...bodyFields, regenerate: regenerate.optional() }),
        response: { 200: changed },
        tags: ['bodies'],
        summary: 'Measure again; with regenerate=true a new model is made',
        operationId: 'putMeasurements',
      },
      config: {
        access: 'user',
        docs: {
          problems: [
            'malformed_id',
            'invalid_value',
            'impossible_body',
            'adults_only',
            'avatar_not_found',
            'forbidden',
            'precondition_failed',
          ],
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const found = await avatarFor(database.db, principal, request.params.id, 'change');
      const given = givenBody(request.body);
      const { avatar, findings, jobId } = await updateAvatar(bodies.context, {
        principal,
        avatar: found,
        changes: {
          body: { given, regenerate: request.query.regenerate ?? request.body.regenerate ?? false },
        },
        check: versionCheckOf(request),
      });
      reply.headers({ etag: versionTag(avatar.version), 'cache-control': 'private, no-store' });
      return {
        ...(await read(avatar, principal.userId)),
        findings: [...findings],
        processingJobId: jobId ?? null,
      };
    },
  );
}
