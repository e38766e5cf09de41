import type { Entity } from '@likeness/client';

const TYPES: readonly string[] = ['user', 'agent', 'item', 'organization'] satisfies Entity['type'][];

/**
 * Whom `entity="agent:helper"` or `user="alice"` names.
 *
 * @returns undefined when it names nobody
 */
export function entityOf(entity: string | null, user: string | null): Entity | undefined {
  if (entity === null || entity === '') return user ? { type: 'user', id: user } : undefined;
  const [type = '', ...rest] = entity.split(':');
  const id = rest.join(':');
  return TYPES.includes(type) && id !== '' ? { type: type as Entity['type'], id } : undefined;
}
