import type { FastifyRequest } from 'fastify';
import { Problem } from '../errors.ts';

export const ROLES = ['user', 'premium', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks. */
export interface Principal {
  /** `shared.users.id`; also the id of the user's entity. */
  userId: string;
  /** The token's `userId`: opaque text. */
  subject: string;
  organizationId: string;
  /** The token's `org`. */
  organization: string;
  role: Role;
  permissions: readonly string[];
  /** `shared.sessions.id` of whoever signed in by link. */
  session?: string;
}

/** @throws Problem `token_required` when nobody is signed in */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === undefined) throw new Problem('token_required');
  return request.principal;
}

/** Whether somebody may do what admins do in their organization. */
export function mayRuleOrganization({ role, permissions }: Principal): boolean {
  return role === 'admin' || permissions.includes('system');
}
