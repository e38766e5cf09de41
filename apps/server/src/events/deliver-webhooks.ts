import { sql } from 'drizzle-orm';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { Seal } from '../sealing/seal.ts';
import { sendWebhook } from './send-webhook.ts';
import { openSecret } from './webhooks.ts';

export interface WebhookWorkerOptions {
  config: Config;
  db: Database;
  log: Log;
  /** What opens the secrets of webhooks. */
  seal: Seal;
  /** ms between two looks when nobody wakes it */
  interval?: number;
}

export interface WebhookWorker {
  /** There may be something to deliver. */
  wake(): void;
  /** Ends the tries that are under way; they are made again. Before the database closes. */
  stop(): Promise<void>;
}

/** ms until the next try, after the first, the second … */
const WAITS = [5_000, 30_000, 120_000, 600_000, 3_600_000, 21_600_000];
/** seconds that a try is ours; when its process dies, another makes it after that */
const LEASE = 60;
/** Tries at the same time, of which each webhook has one: a slow receiver keeps nobody else waiting. */
const AT_ONCE = 10;
const INTERVAL = 5_000;

interface Claimed extends Record<string, unknown> {
  id: string;
  webhookId: string;
  eventId: string;
  topic: string;
  payload: Record<string, unknown>;
  attempts: number;
  createdAt: Date | string;
  url: string;
  sealedSecret: Buffer;
}

/**
 * Calls the webhooks that have something to be told, until it is stopped. Any number of processes may do so: a
 * delivery is claimed for a minute before it is tried, so that only one of them tries.
 */
export function startWebhookWorker(options: WebhookWorkerOptions): WebhookWorker {
  const { db, log, interval = INTERVAL } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = new Map<string, Promise<void>>();
  let wanted = true;
  let wakeUp = () => {};
  const wake = () => {
    wanted = true;
    wakeUp();
  };
  const begin = (delivery: Claimed) => {
    const work = tryDelivery(options, delivery, signal)
      .catch((err: unknown) => log.warn({ err, delivery: delivery.id }, 'a webhook is tried again later'))
      .finally(() => {
        running.delete(delivery.webhookId);
        wake();
      });
    running.set(delivery.webhookId, work);
  };
  const loop = async () => {
    while (!signal.aborted) {
      wanted = false;
      try {
        for (const delivery of await claim(db, AT_ONCE - running.size, [...running.keys()])) begin(delivery);
      } catch (err) {
        log.warn({ err }, 'the webhooks could not be read; tried again shortly');
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, interval);
        wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
        if (wanted || signal.aborted) wakeUp();
      });
    }
  };
  const looping = loop();
  return {
    wake,
    async stop() {
      stopping.abort();
      wakeUp();
      await looping;
      await Promise.all(running.values());
    },
  };
}

/** The longest waiting delivery of each of some webhooks that are due. What another has just claimed is passed by. */
async function claim(db: Database, most: number, busy: string[]): Promise<Claimed[]> {
  if (most <= 0) return [];
  const { rows } = await db.execute<Claimed>(sql`
    WITH first AS (
      SELECT DISTINCT ON (d.webhook_id) d.id, d.next_at
      FROM shared.webhook_deliveries d JOIN shared.webhooks w ON w.id = d.webhook_id
      WHERE d.status = 'pending' AND d.next_at <= now() AND (w.active OR d.topic = 'webhook.test')
        AND d.webhook_id <> ALL(${sql.param(busy)}::uuid[])
      ORDER BY d.webhook_id, d.next_at
    ), due AS (
      SELECT id FROM shared.webhook_deliveries
      WHERE id IN (SELECT id FROM first ORDER BY next_at LIMIT ${most})
        AND status = 'pending' AND next_at <= now()
      FOR UPDATE SKIP LOCKED
    )
    UPDATE shared.webhook_deliveries d
    SET attempts = attempts + 1, next_at = now() + ${LEASE} * interval '1 second'
    FROM due, shared.webhooks w WHERE d.id = due.id AND w.id = d.webhook_id
    RETURNING d.id, d.webhook_id AS "webhookId", d.event_id AS "eventId", d.topic, d.payload, d.attempts,
      d.created_at AS "createdAt", w.url, w.sealed_secret AS "sealedSecret"`);
  return rows;
}

async function tryDelivery(
  { config, db, log, seal }: WebhookWorkerOptions,
  delivery: Claimed,
  signal: AbortSignal,
): Promise<void> {
  const { id, webhookId, eventId, topic, payload, attempts, createdAt, url, sealedSecret } = delivery;
  const mine = sql`id = ${id} AND status = 'pending' AND attempts = ${attempts}`;
  const answer = await sendWebhook(
    url,
    { id: eventId, topic, createdAt: new Date(createdAt), data: payload },
    { secret: openSecret(seal, { id: webhookId, sealedSecret }), toPrivate: config.events.toPrivate, signal },
  );
  if (signal.aborted && typeof answer === 'string') {
    // no answer because we stop: that was no try
    await db.execute(sql`
      UPDATE shared.webhook_deliveries SET attempts = attempts - 1, next_at = now() WHERE ${mine}`);
    return;
  }
  const taken = typeof answer === 'number' && answer >= 200 && answer < 300;
  const wait = answer === 410 ? undefined : WAITS[attempts - 1];
  const status = taken ? 'delivered' : wait === undefined ? 'failed' : 'pending';
  await db.execute(sql`
    UPDATE shared.webhook_deliveries SET status = ${status}, last_answer = ${String(answer)},
      next_at = now() + ${status === 'pending' ? (wait ?? 0) : 0} * interval '1 millisecond'
    WHERE ${mine}`);
  // the receiver says that it is gone for good
  if (answer === 410)
    await db.execute(sql`UPDATE shared.webhooks SET active = false WHERE id = ${webhookId}`);
  log.info({ webhook: webhookId, event: eventId, topic, attempts, answer, status }, 'webhook called');
}
