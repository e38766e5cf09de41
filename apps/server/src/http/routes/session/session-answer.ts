import { z } from 'zod';
import { type Principal, ROLES } from '../../../auth/principal.ts';

/** Who one is signed in as. */
export const sessionAnswer = z.object({
  success: z.literal(true),
  data: z.object({
    userId: z.string(),
    role: z.enum(ROLES),
    organization: z.string(),
    permissions: z.array(z.string()),
    entity: z.object({ type: z.literal('user'), id: z.uuid() }),
  }),
});

export const SESSION_EXAMPLE = {
  success: true,
  data: {
    userId: 'local',
    role: 'admin',
    organization: 'default',
    permissions: [],
    entity: { type: 'user', id: '0f8fad5b-d9cb-469f-a165-70867728950e' },
  },
};

export function answerOf(principal: Principal): z.infer<typeof sessionAnswer> {
  const { subject, role, organization, permissions, userId } = principal;
  return {
    success: true,
    data: {
      userId: subject,
      role,
      organization,
      permissions: [...permissions],
      entity: { type: 'user', id: userId },
    },
  };
}
