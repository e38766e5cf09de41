import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { type AvatarStatistics, avatarStatistics } from '../portraits/statistics.ts';
import { countRows } from './count-rows.ts';

/** What one day (UTC) brought. */
export interface DayStatistics {
  /** As `2026-01-31`. */
  day: string;
  uploads: number;
  /** Uploads of bytes that were there already. */
  duplicates: number;
  /** Bytes that uploads added, and bytes that duplicates did not need to. */
  storedBytes: number;
  savedBytes: number;
  bodies: number;
}

export interface Statistics {
  now: AvatarStatistics & { savedBytes: number; bodies: number; people: number };
  days: DayStatistics[];
}

/**
 * The totals, and the last days, today included, those without anything too. Read of counters, whatever the size of
 * the installation; bodies and people are counted, which is remembered where it takes long.
 *
 * @param organizationId of one organization, or undefined for all
 */
export async function statisticsByDay(
  db: Database,
  { organizationId, days }: { organizationId?: string | undefined; days: number },
): Promise<Statistics> {
  const [totals, others, byDay] = await Promise.all([
    avatarStatistics(db, organizationId),
    otherTotals(db, organizationId),
    lastDays(db, organizationId, days),
  ]);
  return { now: { ...totals, ...others }, days: byDay };
}

const of = (organizationId: string | undefined): SQL =>
  organizationId === undefined ? sql`true` : sql`organization_id = ${organizationId}`;

/** Folded or not yet: one statement, so one snapshot. */
const daily = (where: SQL): SQL => sql`(
  SELECT day, uploads, duplicates, stored_bytes, saved_bytes, bodies FROM portrait.daily_statistics WHERE ${where}
  UNION ALL
  SELECT day, uploads, duplicates, stored_bytes, saved_bytes, bodies FROM portrait.daily_deltas WHERE ${where}) d`;

async function otherTotals(db: Database, organizationId: string | undefined) {
  const where = of(organizationId);
  const [saved, bodies, people] = await Promise.all([
    db.execute<{ saved: string }>(sql`SELECT coalesce(sum(saved_bytes), 0) AS saved FROM ${daily(where)}`),
    countRows(db, sql`avatar.avatars WHERE ${where} AND deleted_at IS NULL`, `bodies ${organizationId}`),
    countRows(db, sql`shared.users WHERE ${where} AND erased_at IS NULL`, `people ${organizationId}`),
  ]);
  return { savedBytes: Number(saved.rows[0]?.saved ?? 0), bodies, people };
}

async function lastDays(
  db: Database,
  organizationId: string | undefined,
  days: number,
): Promise<DayStatistics[]> {
  const first = sql`(now() AT TIME ZONE 'UTC')::date - ${days - 1}::int`;
  const { rows } = await db.execute<Record<string, string>>(sql`
    SELECT to_char(all_days.day, 'YYYY-MM-DD') AS day, coalesce(sum(d.uploads), 0) AS uploads,
      coalesce(sum(d.duplicates), 0) AS duplicates, coalesce(sum(d.stored_bytes), 0) AS stored,
      coalesce(sum(d.saved_bytes), 0) AS saved, coalesce(sum(d.bodies), 0) AS bodies
    FROM generate_series(0, ${days - 1}::int) AS step
    CROSS JOIN LATERAL (SELECT ${first} + step AS day) all_days
    LEFT JOIN ${daily(sql`${of(organizationId)} AND day >= ${first}`)} ON d.day = all_days.day
    GROUP BY all_days.day ORDER BY all_days.day`);
  return rows.map((row) => ({
    day: row.day ?? '',
    uploads: Number(row.uploads),
    duplicates: Number(row.duplicates),
    storedBytes: Number(row.stored),
    savedBytes: Number(row.saved),
    bodies: Number(row.bodies),
  }));
}
