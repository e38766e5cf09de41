import { z } from 'zod';
import { erasePerson } from '../../../admin/erase-person.ts';
import type { Identities } from '../../../auth/identities.ts';
import { principalOf } from '../../../auth/principal.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { systemScope } from '../enterprise-avatar/system-scope.ts';
import { certificateSchema } from './certificate-schema.ts';

/** `POST /api/v1/admin/people/{id}/erasure` */
export function erasePersonRoute(app: App, services: Services, identities: Identities): void {
  app.post(
    '/api/v1/admin/people/:id/erasure',
    {
      schema: {
        params: z.object({ id: z.uuid() }),
        response: { 200: z.object({ data: certificateSchema }) },
        tags: ['admin'],
        summary: 'Erase a person for good; the certificate says what went',
        description:
          'Their pictures with the history, bodies, photos, shares, sessions and name, and the key that sealed them, so that copies in backups open no more. Admins may erase themselves. Whoever comes with the same `userId` again is somebody new. A second time there is nothing left to erase, and the certificate says so.',
        operationId: 'erasePerson',
      },
      config: { access: 'admin', docs: { problems: ['malformed_id', 'not_found'] } },
    },
    async (request) => {
      const principal = principalOf(request);
      const { id } = request.params;
      const certificate = await erasePerson(services, {
        person: id,
        organizationId: systemScope(principal),
        by: { userId: principal.userId, requestId: request.id },
      }).finally(() => identities.forget(id));
      return { data: { ...certificate, by: principal.userId } };
    },
  );
}
