import { sql } from 'drizzle-orm';
import { erasePerson } from '../admin/erase-person.ts';
import type { CleanupContext } from './cleanup-context.ts';

/** An erasure that is under way has come further by then. */
const UNDER_WAY = '5 minutes';

/**
 * Finishes erasures of people that a crash or a failure interrupted: who they are is forgotten first, so nobody would
 * find them any more to ask again.
 *
 * @returns how many
 */
export async function finishErasures({ db, people, signal }: CleanupContext): Promise<number> {
  if (people === undefined) return 0;
  const { rows } = await db.execute<{ id: string }>(sql`
    SELECT u.id FROM shared.users u
    WHERE u.erased_at IS NOT NULL AND u.erased_at < now() - ${UNDER_WAY}::interval AND (
      EXISTS (SELECT FROM shared.user_keys k WHERE k.user_id = u.id)
      OR EXISTS (SELECT FROM avatar.avatars a WHERE a.user_id = u.id)
      OR EXISTS (SELECT FROM portrait.portraits p WHERE p.entity_id = u.id))
    ORDER BY u.erased_at`);
  let finished = 0;
  const failures: unknown[] = [];
  for (const { id } of rows) {
    if (signal?.aborted) break;
    try {
      const by = { userId: null, requestId: 'cleanup' };
      await erasePerson(people, { person: id, organizationId: undefined, by });
      finished += 1;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return finished;
}
