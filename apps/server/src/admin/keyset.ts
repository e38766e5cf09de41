import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';

/** Most rows that a page looks at: a search for what is rare ends early, and its cursor goes on from there. */
const LOOKS = 20_000;

export interface Page<Row> {
  rows: Row[];
  /** Of the next page; null when there is none. A page may be short, even empty, and still have a next one. */
  cursor: string | null;
}

export interface KeysetList {
  table: SQL;
  /** Columns of the table: when, and what breaks ties. An index has them in this order. */
  at: string;
  id: string;
  idType: 'uuid' | 'bigint';
  /** What the index knows, of the table alone. */
  where: SQL;
  /** What it does not know; the table is `l` here and in the columns. */
  filter?: SQL;
  columns: SQL;
  joins?: SQL;
  limit: number;
  cursor?: string | undefined;
  /** For tests. */
  looks?: number;
}

type Key = { key_us: string; key_id: string };

/** A page of a list, the youngest first. It costs the same on every page, and no more for a larger table. */
export async function keysetPage<Row extends Record<string, unknown>>(
  db: Database,
  list: KeysetList,
): Promise<Page<Row>> {
  const { limit, looks = LOOKS, joins = sql``, filter = sql`true` } = list;
  const at = sql.identifier(list.at);
  const id = sql.identifier(list.id);
  const key = sql`(extract(epoch FROM l.${at}) * 1000000)::bigint::text AS key_us, l.${id}::text AS key_id`;
  const looked = sql`(
    SELECT * FROM ${list.table} t WHERE ${list.where} AND ${after(list)}
    ORDER BY t.${at} DESC, t.${id} DESC LIMIT ${looks}) l`;
  const order = sql`ORDER BY l.${at} DESC, l.${id} DESC`;
  const found = await db.execute(sql`
    SELECT ${key}, ${list.columns} FROM ${looked} ${joins} WHERE ${filter} ${order} LIMIT ${limit + 1}`);
  const rows = found.rows as (Row & Key)[];
  if (rows.length > limit) return { rows: rows.slice(0, limit), cursor: cursorOf(rows[limit - 1]) };
  const { rows: last } = await db.execute<Key>(
    sql`SELECT ${key} FROM ${looked} ${order} OFFSET ${looks - 1}`,
  );
  return { rows, cursor: cursorOf(last[0]) };
}

function after({ cursor, at, id, idType }: KeysetList): SQL {
  if (cursor === undefined) return sql`true`;
  const [us, key] = partsOf(cursor);
  return sql`(t.${sql.identifier(at)}, t.${sql.identifier(id)}) <
    (timestamptz 'epoch' + ${us}::bigint * interval '1 microsecond', ${key}::${sql.raw(idType)})`;
}

const cursorOf = (key: Key | undefined): string | null =>
  key === undefined ? null : Buffer.from(`${key.key_us}.${key.key_id}`).toString('base64url');

const partsOf = (cursor: string) => Buffer.from(cursor, 'base64url').toString('latin1').split('.');

/** What the database would take for one; a bigint of 18 digits always fits. */
const FORMS = {
  uuid: /^\d{1,16}\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  bigint: /^\d{1,16}\.\d{1,18}$/,
} as const;

/** Whether a text may have come from `keysetPage`. */
export const isCursor = (text: string, idType: KeysetList['idType']): boolean =>
  FORMS[idType].test(partsOf(text).join('.'));
