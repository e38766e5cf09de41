import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { avatarFor } from '../../../bodies/avatar-rows.ts';
import { checkBody } from '../../../bodies/check-body.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { findingSchema, resultOf, resultSchema } from './answers.ts';
import { bodyFields, givenBody, idParams } from './body-request.ts';

const body = z.strictObject(bodyFields);
const answer = z.object({
  valid: z.boolean().describe('No finding is an error'),
  findings: z.array(findingSchema),
  completed: resultSchema.nullable().describe('What the rest of such a body probably measures'),
});

const schema = { body, response: { 200: answer }, tags: ['bodies'] };

function validate(sent: z.infer<typeof body>): z.infer<typeof answer> {
  const { findings, result } = checkBody(givenBody(sent));
  return {
    valid: result !== null,
    findings: [...findings],
    completed: result && resultOf(result, sent.unit),
  };
}

/** `POST /api/v1/measurements/validate`, and the same below an avatar: says what is odd, keeps nothing. */
export function validateRoutes(app: App, { database }: Services): void {
  app.post(
    '/api/v1/measurements/validate',
    {
      schema: { ...schema, summary: 'Check measurements', operationId: 'validateMeasurements' },
      config: { access: 'user', docs: { problems: ['invalid_value'] } },
    },
    (request) => validate(request.body),
  );
  app.post(
    '/api/v1/avatars/:id/measurements/validate',
    {
      schema: {
        ...schema,
        params: idParams,
        summary: "Check measurements before they become an avatar's",
        operationId: 'validateAvatarMeasurements',
      },
      config: {
        access: 'user',
        docs: { problems: ['malformed_id', 'invalid_value', 'avatar_not_found', 'forbidden'] },
      },
    },
    async (request) => {
      await avatarFor(database.db, principalOf(request), request.params.id, 'change');
      return validate(request.body);
    },
  );
}
