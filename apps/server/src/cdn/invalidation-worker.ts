import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { awsErrorName, awsFailure } from '../aws/failure.ts';
import type { Config } from '../config/config.ts';
import { CDN_LOCK } from '../database/advisory-locks.ts';
import { type Database, inTransaction, isDatabaseUnavailable } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { Distribution } from './cloudfront.ts';
import { PICTURE_PATH } from './gather-invalidations.ts';
import { invalidationPaths, isWide, mostStable, widened } from './invalidation-paths.ts';

export interface InvalidationWorkerOptions {
  config: Config;
  db: Database;
  log: Log;
  distribution: Pick<Distribution, 'invalidate'>;
  /** ms between two looks when nobody wakes it */
  interval?: number;
}

export interface InvalidationWorker {
  /** There may be something to send. */
  wake(): void;
  /** Ends the request that is under way. Before the database closes. */
  stop(): Promise<void>;
}

const INTERVAL = 5_000;
/** seconds that a request is ours; when its process dies, another makes it after that */
const LEASE = 60;
/** ms until a request is made again: doubled with every failure */
const AGAIN = { first: 2_000, most: 300_000 };
/** Tries after which something is wrong that does not pass by itself. */
export const TOO_MANY_TRIES = 5;

/**
 * Tells the CDN what to forget, until it is stopped. Any number of processes may do so. What was gathered for
 * `LIKENESS_CDN_BATCH_WINDOW` becomes one request, which stands in a row with its reference before it is made: whoever
 * dies in the middle of it, the same request is made again, and CloudFront takes it as the same. While one waits (there
 * are limits to what CloudFront does at a time), the next is still gathered.
 */
export function startInvalidationWorker(options: InvalidationWorkerOptions): InvalidationWorker {
  const { db, log, interval = INTERVAL } = options;
  const { batchWindow } = options.config.cdn;
  const stopping = new AbortController();
  const { signal } = stopping;
  let wakeUp = () => {};
  const loop = async () => {
    while (!signal.aborted) {
      let wait = interval;
      try {
        await gatherBatch(options);
        for (let sent = true; sent && !signal.aborted; ) sent = await sendBatch(options);
        wait = Math.min(interval, await nextDue(db, batchWindow));
      } catch (err) {
        log.warn({ err }, 'invalidations of the CDN could not be read; tried again shortly');
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(wait, 20));
        wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
        if (signal.aborted) wakeUp();
      });
    }
  };
  const looping = loop();
  return {
    wake: () => wakeUp(),
    async stop() {
      stopping.abort();
      wakeUp();
      await looping;
    },
  };
}

/** Makes one request of what has been gathered for long enough, unless one waits. @returns its reference */
export async function gatherBatch({
  config,
  db,
}: Pick<InvalidationWorkerOptions, 'config' | 'db'>): Promise<string | undefined> {
  const sizes = [
    ...new Set(Object.values(config.pictures.presets).flatMap((preset) => preset.map(({ name }) => name))),
  ];
  return inTransaction(db, async (tx) => {
    const { rows: free } = await tx.execute<{ free: boolean }>(sql`
      SELECT pg_try_advisory_xact_lock(${CDN_LOCK}::bigint)
        AND NOT EXISTS (SELECT FROM shared.cdn_batches WHERE sent_at IS NULL)
        AND EXISTS (SELECT FROM shared.cdn_invalidations WHERE batch IS NULL
          AND created_at <= now() - ${config.cdn.batchWindow} * interval '1 ms') AS free`);
    if (!free[0]?.free) return undefined;
    const { rows } = await tx.execute<{ event_id: string; path: string }>(sql`
      SELECT event_id, path FROM shared.cdn_invalidations WHERE batch IS NULL
      ORDER BY created_at, event_id, path LIMIT ${mostStable(sizes)}`);
    const told = rows.map(({ path }) => path);
    const isPicture = (path: string) => path.includes(PICTURE_PATH);
    const paths = invalidationPaths({
      pictures: told.filter(isPicture),
      stable: told.filter((path) => !isPicture(path)),
      sizes,
    });
    const keys = rows.map(({ event_id, path }) => `${event_id} ${path}`).sort();
    const reference = `likeness-${createHash('sha256').update(keys.join('\n')).digest('hex')}`;
    await tx.execute(sql`
      INSERT INTO shared.cdn_batches (reference, paths) VALUES (${reference}, ${sql.param(paths)}::text[])`);
    await tx.execute(sql`
      UPDATE shared.cdn_invalidations SET batch = ${reference}
      FROM unnest(${sql.param(rows.map((row) => row.event_id))}::uuid[], ${sql.param(told)}::text[]) AS t (event, told)
      WHERE event_id = t.event AND path = t.told`);
    return reference;
  });
}

/** Makes a request that is due. @returns false when there is none, or it has to wait */
export async function sendBatch({
  db,
  distribution,
  log,
}: Pick<InvalidationWorkerOptions, 'db' | 'distribution' | 'log'>): Promise<boolean> {
  const { rows } = await db.execute<{ reference: string; paths: string[]; attempts: number }>(sql`
    UPDATE shared.cdn_batches SET attempts = attempts + 1, next_at = now() + ${LEASE} * interval '1 second'
    WHERE reference = (
      SELECT reference FROM shared.cdn_batches WHERE sent_at IS NULL AND next_at <= now()
      ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING reference, paths, attempts`);
  const [batch] = rows;
  if (batch === undefined) return false;
  const { reference, paths, attempts } = batch;
  try {
    // the same reference with other paths would be refused
    const id = await distribution.invalidate(isWide(paths) ? `${reference}-wide` : reference, paths);
    await db.execute(sql`
      UPDATE shared.cdn_batches SET sent_at = now(), invalidation_id = ${id} WHERE reference = ${reference}`);
    log.info({ invalidation: id, paths: paths.length, attempts }, 'the CDN was told what to forget');
  } catch (error) {
    const wait = Math.min(AGAIN.first * 2 ** (attempts - 1), AGAIN.most);
    const tooMany = attempts >= TOO_MANY_TRIES;
    // as it is it would be refused for ever, and every later one would wait behind it
    const next = tooMany && refusesPaths(error) ? widened(paths) : paths;
    await db.execute(sql`
      UPDATE shared.cdn_batches SET next_at = now() + ${wait} * interval '1 ms', paths = ${sql.param(next)}::text[]
      WHERE reference = ${reference}`);
    log[tooMany ? 'error' : 'warn'](
      { why: awsErrorName(error), attempts, wait, ...(next !== paths && { instead: next }) },
      'the CDN could not be told what to forget; tried again later',
    );
    return false;
  }
  await db.execute(sql`DELETE FROM shared.cdn_batches WHERE sent_at < now() - interval '7 days'`);
  return true;
}

/** CloudFront was there, let us in, had time, and would not take this request. */
function refusesPaths(error: unknown): boolean {
  const name = awsErrorName(error);
  const { httpStatusCode = 0 } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {};
  const passes = name === 'TooManyInvalidationsInProgress' || name === 'NoSuchDistribution';
  return awsFailure(error) === 'other' && httpStatusCode >= 400 && !passes;
}

/** That no request waits which CloudFront did not take again and again. @throws Error */
export async function checkInvalidations(db: Database): Promise<void> {
  const found = await db
    .execute(
      sql`SELECT FROM shared.cdn_batches WHERE sent_at IS NULL AND attempts >= ${TOO_MANY_TRIES} LIMIT 1`,
    )
    .catch((error: unknown) => {
      // then nobody knows, and the database's own check tells
      if (!isDatabaseUnavailable(error)) throw error;
    });
  if (found?.rows.length) throw new Error(`CloudFront has not taken a request after ${TOO_MANY_TRIES} tries`);
}

/** ms until there is something to do, as far as one can tell */
async function nextDue(db: Database, batchWindow: number): Promise<number> {
  const { rows } = await db.execute<{ ms: number | null }>(sql`
    SELECT extract(epoch FROM coalesce(
      (SELECT min(next_at) FROM shared.cdn_batches WHERE sent_at IS NULL),
      (SELECT min(created_at) + ${batchWindow} * interval '1 ms' FROM shared.cdn_invalidations WHERE batch IS NULL)
    ) - now())::float8 * 1000 AS ms`);
  return rows[0]?.ms ?? Number.POSITIVE_INFINITY;
}
