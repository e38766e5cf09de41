import { and, eq, sql } from 'drizzle-orm';
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
 * The entity that an address names. Its UUID opens it to anybody, as pictures are public to who knows
 * where they are; a name only within the caller's own organization.
 */
export async function findEntity(
  db: Database,
  reference: EntityReference,
  principal?: Principal,
): Promise<Entity | undefined> {
  const { type, id } = reference;
  const find = async (condition: ReturnType<typeof and>) => {
    const [row] = await db
      .select()
      .from(entities)
      .where(and(eq(entities.type, type), condition));
    return row;
  };
  if (principal) {
    const own = eq(entities.organizationId, principal.organizationId);
    if (id === 'me') return type === 'user' ? find(eq(entities.id, principal.userId)) : undefined;
    const named = await find(and(own, eq(entities.name, id)));
    if (named) return named;
  }
  return UUID.test(id) ? find(eq(entities.id, id)) : undefined;
}

/**
 * The entity that the caller is going to change: a user their own; an agent or item its owner; an admin all
 * of the organization. An agent or item that is not known yet is made, and is then the caller's; so is the
 * organization's own entity, for an admin.
 *
 * @throws Problem `not_found`, `forbidden`, `invalid_value` for a name that cannot be one
 */
export async function entityToChange(
  db: Database,
  principal: Principal,
  reference: EntityReference,
): Promise<Entity> {
  const found = await findEntity(db, reference, principal);
  const entity =
    found?.organizationId === principal.organizationId ? found : await makeEntity(db, principal, reference);
  const admin = principal.role === 'admin';
  const own = entity.type === 'user' ? entity.id === principal.userId : entity.ownerId === principal.userId;
  if (admin || (own && entity.type !== 'organization')) return entity;
  throw new Problem('forbidden', `Only the owner of this ${entity.type} or an admin may change its picture.`);
}

async function makeEntity(
  db: Database,
  principal: Principal,
  { type, id }: EntityReference,
): Promise<Entity> {
  const makeable =
    type === 'agent' || type === 'item' || (type === 'organization' && id === principal.organization);
  if (!makeable) throw new Problem('not_found', `There is no such ${type} in your organization.`);
  if (type === 'organization' && principal.role !== 'admin') throw new Problem('forbidden');
  if (id.length > 200 || id === 'me' || /\p{Cc}/u.test(id)) {
    throw new Problem(
      'invalid_value',
      `A name of an ${type} has 1 to 200 characters, none of them a control character.`,
    );
  }
  const [made] = await db
    .insert(entities)
    .values({ organizationId: principal.organizationId, type, name: id, ownerId: principal.userId })
    .onConflictDoUpdate({
      target: [entities.organizationId, entities.type, entities.name],
      set: { name: sql`excluded.name` },
    })
    .returning();
  if (!made) throw new Error('an entity could be neither made nor found');
  return made;
}
