import { sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';

export interface FoundPerson extends Record<string, unknown> {
  id: string;
  issuer: string;
}

/** Whoever has a `userId` in an organization: one for each issuer that knows them by it. */
export async function findPeople(
  db: Database,
  { userId, organization }: { userId: string; organization: string },
): Promise<FoundPerson[]> {
  const { rows } = await db.execute<FoundPerson>(sql`
    SELECT u.id, u.issuer FROM shared.users u JOIN shared.organizations o ON o.id = u.organization_id
    WHERE o.slug = ${organization} AND u.subject = ${userId} AND u.erased_at IS NULL ORDER BY u.created_at`);
  return rows;
}
