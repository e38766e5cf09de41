import { sql } from 'drizzle-orm';
import { bigint, bigserial, date, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { portrait } from './schema.ts';

/** Append-only changes of the counters; folded into totals by a job, so that no upload waits for another. */
export const statisticDeltas = portrait.table('statistic_deltas', {
  id: bigserial('id', { mode: 'bigint' }).primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  /** `portraits`: current ones. `pictures`: ready blobs. `bytes`: of all variants. */
  name: text('name', { enum: ['portraits', 'pictures', 'bytes'] }).notNull(),
  delta: bigint('delta', { mode: 'number' }).notNull(),
});

export const statisticTotals = portrait.table(
  'statistic_totals',
  {
    organizationId: uuid('organization_id').notNull(),
    name: text('name').notNull(),
    value: bigint('value', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.name] })],
);

/** What a day brought; of UTC. */
const dayColumns = () => ({
  organizationId: uuid('organization_id').notNull(),
  day: date('day').notNull().default(sql`(now() AT TIME ZONE 'UTC')::date`),
  uploads: bigint('uploads', { mode: 'number' }).notNull().default(0),
  /** Uploads of bytes that were there already. */
  duplicates: bigint('duplicates', { mode: 'number' }).notNull().default(0),
  /** Bytes of all variants that uploads stored, and those that duplicates did not need to. */
  storedBytes: bigint('stored_bytes', { mode: 'number' }).notNull().default(0),
  savedBytes: bigint('saved_bytes', { mode: 'number' }).notNull().default(0),
  bodies: bigint('bodies', { mode: 'number' }).notNull().default(0),
});

/** Append-only, like `statistic_deltas`, and folded by the same job into `daily_statistics`. */
export const dailyDeltas = portrait.table('daily_deltas', {
  id: bigserial('id', { mode: 'bigint' }).primaryKey(),
  ...dayColumns(),
});

export const dailyStatistics = portrait.table('daily_statistics', dayColumns(), (t) => [
  primaryKey({ columns: [t.organizationId, t.day] }),
]);
