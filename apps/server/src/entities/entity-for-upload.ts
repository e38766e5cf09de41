import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Principal } from '../auth/principal.ts';
import type { Database, Transaction } from '../database/database.ts';
import { entities } from '../database/schema.ts';
import { Problem } from '../errors.ts';
import { type Entity, type EntityReference, entityToChange, findEntity, mayChange } from './entity.ts';

/** Whose picture an upload becomes. */
export interface EntityForUpload extends Pick<Entity, 'id' | 'type' | 'organizationId'> {
  /** Set when there is none yet: makes and locks it in the transaction that refers to the picture. */
  make?: (tx: Transaction) => Promise<string>;
}

/**
 * The entity that an upload is for. An agent or item that is not known yet will be made, the caller's, when the
 * upload has succeeded; so will the organization's own entity, for an admin. A refused upload makes none.
 *
 * @throws Problem `not_found`, `forbidden`, `invalid_value` for a name that cannot be one
 */
export async function entityForUpload(
  db: Database,
  principal: Principal,
  reference: EntityReference,
): Promise<EntityForUpload> {
  const { type, id } = reference;
  const makeable =
    type === 'agent' || type === 'item' || (type === 'organization' && id === principal.organization);
  // an id that is another organization's is nobody's name here
  if (!makeable || (await findEntity(db, reference, principal)))
    return entityToChange(db, principal, reference);
  if (type === 'organization' && principal.role !== 'admin') throw new Problem('forbidden');
  if ([...id].length > 200 || id === 'me' || /[\p{Cc}\p{Cs}]/u.test(id)) {
    throw new Problem(
      'invalid_value',
      `The name of an ${type} has 1 to 200 characters, none of them a control character.`,
    );
  }
  const { organizationId } = principal;
  const make = async (tx: Transaction) => {
    const [made] = await tx
      .insert(entities)
      .values({ id: randomUUID(), organizationId, type, name: id, ownerId: principal.userId })
      .onConflictDoUpdate({
        target: [entities.organizationId, entities.type, entities.name],
        set: { name: sql`excluded.name` },
      })
      .returning();
    // somebody else may have made it since we looked
    if (!made || !mayChange(principal, made)) throw new Problem('forbidden');
    return made.id;
  };
  return { id: '', type, organizationId, make };
}
