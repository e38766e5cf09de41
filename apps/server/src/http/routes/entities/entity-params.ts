import { z } from 'zod';
import type { EntityType } from '../../../portraits/addresses.ts';

const TYPES = { users: 'user', agents: 'agent', items: 'item', organizations: 'organization' } as const;

/** Where an entity's picture is; another collection is no address of ours. */
export const ADDRESS = '/api/v1/:collection(users|agents|items|organizations)/:id/avatar';

export const entityParams = z.object({
  collection: z.enum(['users', 'agents', 'items', 'organizations']),
  id: z.string().min(1).max(400).describe('The UUID, the name within your organization, or `me`'),
});

/** What the address names. */
export function referenceOf(params: z.infer<typeof entityParams>): { type: EntityType; id: string } {
  return { type: TYPES[params.collection], id: params.id };
}
