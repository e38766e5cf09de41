import { z } from 'zod';
import { CONSENT_WORDING } from '../../../bodies/photos/consent.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';

/** `GET /api/v1/avatars/photo-consent`: what the person shown in photos agrees to. */
export function photoConsent(app: App, { config }: Services): void {
  app.get(
    '/api/v1/avatars/photo-consent',
    {
      schema: {
        response: {
          200: z.object({
            version: z.string(),
            text: z.string().describe('In English'),
            translations: z.record(z.string(), z.string()).describe('By language'),
            required: z
              .boolean()
              .describe('Photos without consent=true are refused; otherwise sending counts'),
            keptDays: z.int().describe('How long photos are kept once they were read; 0: deleted at once'),
          }),
        },
        tags: ['bodies'],
        summary: 'What the person shown in photos agrees to',
        operationId: 'getPhotoConsent',
      },
      config: { access: 'public' },
    },
    async () => ({
      ...CONSENT_WORDING,
      required: config.photos.requireConsent,
      keptDays: config.photos.keep / 86_400_000,
    }),
  );
}
