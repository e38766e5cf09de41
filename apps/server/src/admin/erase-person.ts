import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { eraseBodiesOf } from '../bodies/erase-bodies.ts';
import type { Database } from '../database/database.ts';
import { auditLog } from '../database/schema.ts';
import { Problem } from '../errors.ts';
import { erasePictures } from '../portraits/erase-portraits.ts';
import type { Services } from '../services.ts';
import { certify, type ErasureCertificate } from './erasure-certificate.ts';
import { forgetPerson } from './forget-person.ts';

export interface ErasePerson {
  /** `shared.users.id` */
  person: string;
  /** Whose people may be erased, or undefined for everybody. */
  organizationId: string | undefined;
  /** Null: the operator. */
  by: { userId: string | null; requestId: string };
}

/**
 * Erases a person for good: first who they are, so that nothing more is kept under their id, then bodies, photos and the
 * key, then pictures. Done again it finds nothing, or the rest of what was interrupted.
 *
 * @throws Problem `not_found`, also for those of another organization
 */
export async function erasePerson(
  { database, bodies, portraits, sealing }: Pick<Services, 'database' | 'bodies' | 'portraits' | 'sealing'>,
  { person, organizationId, by }: ErasePerson,
): Promise<ErasureCertificate> {
  const { db } = database;
  const theirs = await organizationOf(db, person);
  if (theirs === undefined || (organizationId !== undefined && theirs !== organizationId)) {
    throw new Problem('not_found', 'There is no such person.');
  }
  const owner = { userId: person, organizationId: theirs };
  await forgetPerson(db, person);
  const goneBodies = await eraseBodiesOf(bodies.context, owner, by);
  const gonePictures = await erasePictures(portraits.context, {
    actor: { ...by, organizationId: theirs },
    entity: { id: person, organizationId: theirs },
  });
  const certificate = certify(sealing, {
    certificateId: randomUUID(),
    person,
    by: by.userId,
    erasedAt: new Date().toISOString(),
    requestId: by.requestId,
    ...gonePictures,
    ...goneBodies,
    bytes: gonePictures.bytes + goneBodies.bytes,
  });
  await db.insert(auditLog).values({
    organizationId: theirs,
    actorId: by.userId,
    action: 'person.erased',
    subject: person,
    requestId: by.requestId,
    details: { ...certificate },
  });
  return certificate;
}

async function organizationOf(db: Database, userId: string): Promise<string | undefined> {
  const { rows } = await db.execute<{ organization_id: string }>(
    sql`SELECT organization_id FROM shared.users WHERE id = ${userId}`,
  );
  return rows[0]?.organization_id;
}
