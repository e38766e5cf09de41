import { sql } from 'drizzle-orm';
import { LRUCache } from 'lru-cache';
import { type Database, inTransaction, type Transaction } from '../database/database.ts';
import type { Claims } from './claims.ts';
import type { Principal } from './principal.ts';

const REMEMBERED = 10_000;

export interface Identities {
  /** The principal of a checked token; its organization, user and entity are made on first use. */
  resolve(claims: Claims): Promise<Principal>;
  /** Asks the database again: of somebody who was erased, or, without an id, of everybody. */
  forget(userId?: string): void;
}

type Ids = Pick<Principal, 'userId' | 'organizationId'>;

/** Maps (issuer, organization, userId) to ids, which change only with an erasure, so what is known is remembered. */
export function createIdentities(db: Database): Identities {
  const known = new LRUCache<string, Ids>({ max: REMEMBERED });
  let forgotten = 0;
  return {
    async resolve(claims) {
      const key = JSON.stringify([claims.issuer, claims.organization, claims.subject]);
      let ids = known.get(key);
      if (ids === undefined) {
        const before = forgotten;
        ids = (await findUser(db, claims)) ?? (await inTransaction(db, (tx) => makeUser(tx, claims)));
        // not what was asked before somebody was erased
        if (forgotten === before) known.set(key, ids);
      }
      const { subject, organization, role, permissions, session } = claims;
      return { ...ids, subject, organization, role, permissions, ...(session && { session }) };
    },
    forget(userId) {
      forgotten += 1;
      for (const [key, ids] of known.entries()) {
        if (userId === undefined || ids.userId === userId) known.delete(key);
      }
    },
  };
}

/** Only when all three rows are there. */
async function findUser(db: Database, { issuer, organization, subject }: Claims): Promise<Ids | undefined> {
  const { rows } = await db.execute<{ user_id: string; organization_id: string }>(sql`
    SELECT u.id AS user_id, o.id AS organization_id
    FROM shared.organizations o
    JOIN shared.users u ON u.organization_id = o.id AND u.issuer = ${issuer} AND u.subject = ${subject}
    JOIN shared.entities e ON e.id = u.id
    WHERE o.slug = ${organization}`);
  return rows[0] && { userId: rows[0].user_id, organizationId: rows[0].organization_id };
}

/** Insert, else read: the constraints decide between two first requests of the same person. */
async function makeUser(
  tx: Transaction,
  { issuer, organization, subject }: Pick<Claims, 'issuer' | 'organization' | 'subject'>,
): Promise<Ids> {
  await tx.execute(
    sql`INSERT INTO shared.organizations (slug) VALUES (${organization}) ON CONFLICT (slug) DO NOTHING`,
  );
  const organizationId = await onlyId(
    tx,
    sql`SELECT id FROM shared.organizations WHERE slug = ${organization}`,
  );
  await tx.execute(
    sql`INSERT INTO shared.users (organization_id, issuer, subject)
        VALUES (${organizationId}, ${issuer}, ${subject})
        ON CONFLICT (issuer, organization_id, subject) DO NOTHING`,
  );
  const userId = await onlyId(
    tx,
    sql`SELECT id FROM shared.users
        WHERE issuer = ${issuer} AND organization_id = ${organizationId} AND subject = ${subject}`,
  );
  // Two issuers may know the same name within an organization; the second entity's name says whose it is.
  for (const name of [subject, `${subject} (${issuer})`]) {
    await tx.execute(
      sql`INSERT INTO shared.entities (id, organization_id, type, name, owner_id)
          VALUES (${userId}, ${organizationId}, 'user', ${name}, ${userId})
          ON CONFLICT DO NOTHING`,
    );
  }
  return { userId, organizationId };
}

/** A user that somebody of the same issuer and organization names; made when nobody signed in as such yet. */
export async function userOf(
  tx: Transaction,
  { userId, organization }: Principal,
  subject: string,
): Promise<string> {
  const { rows } = await tx.execute<{ issuer: string }>(
    sql`SELECT issuer FROM shared.users WHERE id = ${userId}`,
  );
  if (rows[0] === undefined) throw new Error('who asks is not there');
  return (await makeUser(tx, { issuer: rows[0].issuer, organization, subject })).userId;
}

async function onlyId(tx: Transaction, query: ReturnType<typeof sql>): Promise<string> {
  const { rows } = await tx.execute<{ id: string }>(query);
  if (rows[0] === undefined) throw new Error('a row that was just made is not there');
  return rows[0].id;
}
