import { entityForUpload } from '../../../entities/entity-for-upload.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { answerUpload, UPLOAD_BODY, UPLOAD_PROBLEMS, uploadAnswerSchema } from '../../upload-answer.ts';

/** `POST /api/enterprise/avatar/upload`: the caller's own picture. */
export function uploadAvatar(app: App, services: Services): void {
  app.post(
    '/api/enterprise/avatar/upload',
    {
      schema: {
        tags: ['enterprise avatar'],
        summary: 'Upload a picture',
        operationId: 'uploadAvatar',
        response: { 201: uploadAnswerSchema },
      },
      config: { access: 'user', docs: { problems: UPLOAD_PROBLEMS, body: UPLOAD_BODY } },
    },
    (request, reply) =>
      answerUpload(services, request, reply, (principal) =>
        entityForUpload(services.database.db, principal, { type: 'user', id: 'me' }),
      ),
  );
}
