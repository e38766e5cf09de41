import { entityForUpload } from '../../../entities/entity-for-upload.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { answerUpload, UPLOAD_BODY, UPLOAD_PROBLEMS, uploadAnswerSchema } from '../../upload-answer.ts';
import { ADDRESS, entityParams, referenceOf } from './entity-params.ts';

/** `POST /api/v1/<entities>/<id>/avatar` */
export function uploadEntityPortrait(app: App, services: Services): void {
  app.post(
    ADDRESS,
    {
      schema: {
        tags: ['portraits'],
        params: entityParams,
        summary: "Upload an entity's picture",
        operationId: 'uploadPortrait',
        response: { 201: uploadAnswerSchema },
      },
      config: {
        access: 'user',
        docs: { problems: [...UPLOAD_PROBLEMS, 'forbidden', 'not_found'], body: UPLOAD_BODY },
      },
    },
    (request, reply) =>
      answerUpload(services, request, reply, (principal) =>
        entityForUpload(services.database.db, principal, referenceOf(request.params)),
      ),
  );
}
