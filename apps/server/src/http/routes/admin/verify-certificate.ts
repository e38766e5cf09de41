import { z } from 'zod';
import { isGenuine } from '../../../admin/erasure-certificate.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { certificateSchema } from './certificate-schema.ts';

/** `POST /api/v1/admin/erasures/verify` */
export function verifyCertificateRoute(app: App, { sealing }: Services): void {
  app.post(
    '/api/v1/admin/erasures/verify',
    {
      schema: {
        body: certificateSchema
          .extend({ by: z.uuid().nullable().describe('Null: the operator, by the command line') })
          .strict(),
        response: { 200: z.object({ data: z.object({ genuine: z.boolean() }) }) },
        tags: ['admin'],
        summary: 'Whether this installation made a certificate of erasure, and nobody changed it since',
        operationId: 'verifyErasure',
      },
      config: { access: 'admin', docs: { problems: ['invalid_value'] } },
    },
    async (request) => ({ data: { genuine: isGenuine(sealing, request.body) } }),
  );
}
