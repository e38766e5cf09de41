import { randomUUID } from 'node:crypto';
import { and, desc, eq, sql } from 'drizzle-orm';
import type { Principal } from '../auth/principal.ts';
import { type Database, inTransaction, type Transaction } from '../database/database.ts';
import { auditLog, outbox, webhookDeliveries, webhooks } from '../database/schema.ts';
import { Problem } from '../errors.ts';
import { OUTBOX_CHANNEL } from '../jobs/enqueue-job.ts';
import type { Seal } from '../sealing/seal.ts';
import { newWebhookSecret } from './sign-webhook.ts';

export type WebhookRow = typeof webhooks.$inferSelect;
export type DeliveryRow = typeof webhookDeliveries.$inferSelect;
/** Whose webhooks, and who asks. */
export type WebhookAdmin = Pick<Principal, 'userId' | 'organizationId'> & { requestId: string };

export const MOST_WEBHOOKS = 20;
const SHOWN_DELIVERIES = 50;

/** What a webhook's secret is sealed for. */
export const secretContext = (webhookId: string) => `webhook/${webhookId}`;

export function openSecret(
  seal: Seal,
  { id, sealedSecret }: Pick<WebhookRow, 'id' | 'sealedSecret'>,
): string {
  return seal.open(sealedSecret, secretContext(id)).toString('utf8');
}

/** @param url as `checkWebhookAddress` gave it @throws Problem `too_many_webhooks` */
export async function createWebhook(
  db: Database,
  seal: Seal,
  admin: WebhookAdmin,
  { url, topics }: { url: string; topics: string[] },
): Promise<WebhookRow> {
  const id = randomUUID();
  const sealedSecret = seal.seal(Buffer.from(newWebhookSecret()), secretContext(id));
  const { organizationId } = admin;
  return inTransaction(db, async (tx) => {
    // one at a time for an organization, so that two do not both take the last place
    await tx.execute(sql`SELECT FROM shared.organizations WHERE id = ${organizationId} FOR UPDATE`);
    const count = await tx.$count(webhooks, eq(webhooks.organizationId, organizationId));
    if (count >= MOST_WEBHOOKS) throw new Problem('too_many_webhooks');
    const [row] = await tx
      .insert(webhooks)
      .values({ id, organizationId, url, topics, sealedSecret })
      .returning();
    if (row === undefined) throw new Error('a webhook that was just made is not there');
    await audit(tx, admin, 'webhook.created', id);
    return row;
  });
}

export function listWebhooks(db: Database, organizationId: string): Promise<WebhookRow[]> {
  return db
    .select()
    .from(webhooks)
    .where(eq(webhooks.organizationId, organizationId))
    .orderBy(webhooks.createdAt, webhooks.id);
}

/** @throws Problem `webhook_not_found`; another organization's is not told from none */
export async function findWebhook(
  db: Database,
  { organizationId }: Pick<Principal, 'organizationId'>,
  id: string,
): Promise<WebhookRow> {
  const [row] = await db.select().from(webhooks).where(own(organizationId, id));
  return found(row);
}

/** Newest first; at most 50. */
export function lastDeliveries(db: Database, webhookId: string): Promise<DeliveryRow[]> {
  return db
    .select()
    .from(webhookDeliveries)
    .where(eq(webhookDeliveries.webhookId, webhookId))
    .orderBy(desc(webhookDeliveries.createdAt), webhookDeliveries.id)
    .limit(SHOWN_DELIVERIES);
}

/** @throws Problem `webhook_not_found` */
export async function updateWebhook(
  db: Database,
  admin: WebhookAdmin,
  id: string,
  changes: { url?: string; topics?: string[]; active?: boolean },
): Promise<WebhookRow> {
  return inTransaction(db, async (tx) => {
    const [row] = await tx.update(webhooks).set(changes).where(own(admin.organizationId, id)).returning();
    await audit(tx, admin, 'webhook.updated', id);
    return found(row);
  });
}

/** What waits for it goes with it. @throws Problem `webhook_not_found` */
export async function deleteWebhook(db: Database, admin: WebhookAdmin, id: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const [row] = await tx.delete(webhooks).where(own(admin.organizationId, id)).returning();
    found(row);
    await audit(tx, admin, 'webhook.deleted', id);
  });
}

/** Sends `webhook.test` to one webhook, by the way that all events go. @returns the id of the event */
export async function testWebhook(
  db: Database,
  { id, organizationId }: Pick<WebhookRow, 'id' | 'organizationId'>,
): Promise<string> {
  return inTransaction(db, async (tx) => {
    const payload = { webhookId: id, organizationId };
    const [row] = await tx.insert(outbox).values({ topic: 'webhook.test', payload }).returning();
    if (row === undefined) throw new Error('an event that was just made is not there');
    await tx.execute(sql`SELECT pg_notify(${OUTBOX_CHANNEL}, '')`);
    return row.id;
  });
}

const own = (organizationId: string, id: string) =>
  and(eq(webhooks.id, id), eq(webhooks.organizationId, organizationId));

function found(row: WebhookRow | undefined): WebhookRow {
  if (row === undefined) throw new Problem('webhook_not_found');
  return row;
}

async function audit(tx: Transaction, admin: WebhookAdmin, action: string, subject: string): Promise<void> {
  const { organizationId, userId: actorId, requestId } = admin;
  await tx.insert(auditLog).values({ organizationId, actorId, action, subject, requestId });
}
