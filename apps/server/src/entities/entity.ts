import { and, eq, type SQL } from 'drizzle-orm';
import type { Principal } from '../auth/principal.ts';
import type { Database } from '../database/database.ts';
import { entities } from '../database/schema.ts';
import { Problem } from '../errors.ts';
import type { EntityType } from '../portraits/addresses.ts';

export type Entity = typeof entities.$inferSelect;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** How an address names an entity. */
export interface EntityReference {
  type: EntityType;
  /** Its UUID, its name in the caller's organization, or `me`. */
  id: string;
}

/**
 * The entity that an address names. Its UUID opens it to anybody, as pictures are public to who knows where
 * they are; a name, or `me`, only within the caller's own organization. There an id wins over a name, so
 * that nobody can be called as somebody else's id.
 */
export async function findEntity(
  db: Database,
  reference: EntityReference,
  principal?: Principal,
): Promise<Entity | undefined> {
  const { id } = reference;
  const anywhere = UUID.test(id) ? await findBy(db, reference, eq(entities.id, id)) : undefined;
  if (!principal || anywhere?.organizationId === principal.organizationId) return anywhere;
  if (id === 'me') return findBy(db, { ...reference, type: 'user' }, eq(entities.id, principal.userId));
  const own = eq(entities.organizationId, principal.organizationId);
  return (await findBy(db, reference, and(own, eq(entities.name, id)))) ?? anywhere;
}

/**
 * The entity that the caller is going to change: a user their own, an agent or item its owner, an admin all of
 * the organization.
 *
 * @throws Problem `not_found`, `forbidden`
 */
export async function entityToChange(
  db: Database,
  principal: Principal,
  reference: EntityReference,
): Promise<Entity> {
  const entity = await findEntity(db, reference, principal);
  if (entity?.organizationId !== principal.organizationId) throw notFound(reference);
  if (mayChange(principal, entity)) return entity;
  throw new Problem('forbidden', `Only the owner of this ${entity.type} or an admin may change its picture.`);
}

/** May the caller change it? */
export function mayChange(principal: Principal, entity: Pick<Entity, 'id' | 'type' | 'ownerId'>): boolean {
  if (principal.role === 'admin') return true;
  if (entity.type === 'user') return entity.id === principal.userId;
  return entity.type !== 'organization' && entity.ownerId === principal.userId;
}

async function findBy(db: Database, { type }: EntityReference, condition: SQL | undefined) {
  const [row] = await db
    .select()
    .from(entities)
    .where(and(eq(entities.type, type), condition));
  return row;
}

function notFound({ type }: EntityReference): Problem {
  return new Problem('not_found', `There is no such ${type} in your organization.`);
}
