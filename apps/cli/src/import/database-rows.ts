import type { DatabaseHandle } from '@likeness/server';
import type { InputRow } from './rows.ts';
import { makeRow } from './rows.ts';

const PAGE = 500;

interface Row {
  id: string;
  user_id: string;
  organization: string | null;
  issuer: string | null;
  source: string;
}

/** Our view, with organization and issuer. Paged by a key that the import does not change. */
const OWN = `
  SELECT u.id, u.user_id::text, u.organization, u.issuer, u.avatar_url AS source
  FROM portrait.legacy_users u
  WHERE u.avatar_id IS NULL AND u.avatar_url IS NOT NULL AND u.user_id::text > $1
  ORDER BY u.user_id::text LIMIT ${PAGE}`;
/** A table of the application's own in the same database, as spec 1 has it. */
const APPLICATION = `
  SELECT u.id::text AS id, u.id::text AS user_id, NULL AS organization, NULL AS issuer,
    u.avatar_url::text AS source
  FROM public.users u
  WHERE nullif(u.avatar_url::text, '') IS NOT NULL AND u.id::text > $1
  ORDER BY u.id::text LIMIT ${PAGE}`;

/** The users that `migrate_existing_avatars()` counts: they have an address of before, and no picture here. */
export async function* databaseRows({ pool }: Pick<DatabaseHandle, 'pool'>): AsyncGenerator<InputRow> {
  const query = (await isOurView(pool)) ? OWN : APPLICATION;
  let line = 0;
  for (let after = ''; ; ) {
    const { rows } = await pool.query<Row>(query, [after]);
    for (const { id, source, organization, issuer } of rows) {
      const row = makeRow(++line, id, source);
      const where = organization === null || issuer === null ? {} : { organization, issuer };
      yield 'source' in row ? { ...row, ...where } : row;
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.user_id;
  }
}

/** How many rows there are. */
export async function countDatabaseRows({ pool }: Pick<DatabaseHandle, 'pool'>): Promise<number> {
  const { rows } = await pool.query<{ waiting: string }>('SELECT migrate_existing_avatars() AS waiting');
  return Number(rows[0]?.waiting ?? 0);
}

async function isOurView(pool: DatabaseHandle['pool']): Promise<boolean> {
  const { rows } = await pool.query<{ ours: boolean }>(
    `SELECT coalesce(obj_description(to_regclass('public.users'), 'pg_class'), '') LIKE 'Likeness:%' AS ours`,
  );
  return rows[0]?.ours === true;
}
