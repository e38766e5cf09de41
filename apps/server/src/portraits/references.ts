import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import type { Transaction } from '../database/database.ts';
import { auditLog, entities, outbox, portraits } from '../database/schema.ts';
import { statisticDeltas } from '../database/statistics-schema.ts';
import type { Actor } from './portraits-context.ts';

export type PortraitRow = typeof portraits.$inferSelect;

/** The first lock of every change: one change of an entity's picture at a time. @returns its name as of now */
export async function lockEntity(tx: Transaction, entityId: string): Promise<string | undefined> {
  const [row] = await tx
    .select({ name: entities.name })
    .from(entities)
    .where(eq(entities.id, entityId))
    .for('update');
  return row?.name;
}

/** The picture that an entity shows now. */
export async function currentPortrait(tx: Transaction, entityId: string): Promise<PortraitRow | undefined> {
  const [row] = await tx
    .select()
    .from(portraits)
    .where(and(eq(portraits.entityId, entityId), isNull(portraits.endedAt)));
  return row;
}

/** What an undo would bring back: the one replaced or deleted last, within `undo` milliseconds. */
export async function undoable(
  tx: Transaction,
  entityId: string,
  undo: number,
): Promise<PortraitRow | undefined> {
  const [row] = await tx
    .select()
    .from(portraits)
    .where(
      and(
        eq(portraits.entityId, entityId),
        sql`${portraits.endedBy} IN ('replaced', 'deleted')`,
        gt(portraits.endedAt, sql`now() - ${undo} * interval '1 ms'`),
      ),
    )
    .orderBy(desc(portraits.endedAt), desc(portraits.createdAt))
    .limit(1);
  return row;
}

/** Ends the current portrait; it goes on as history until the undo window is over. */
export async function endPortrait(
  tx: Transaction,
  portrait: PortraitRow,
  endedBy: 'replaced' | 'deleted' | 'undone',
): Promise<void> {
  await tx
    .update(portraits)
    .set({ endedAt: sql`clock_timestamp()`, endedBy })
    .where(eq(portraits.id, portrait.id));
}

export interface PortraitChange {
  action: 'portrait.uploaded' | 'portrait.unchanged' | 'portrait.deleted' | 'portrait.restored';
  entityId: string;
  organizationId: string;
  avatarId: string;
  previousAvatarId?: string;
  /** Change of the number of current portraits. */
  count: -1 | 0 | 1;
}

/** Audit, outbox and counter rows of a change, ids only: one statement, as this is part of every upload. */
export async function recordChange(tx: Transaction, actor: Actor, change: PortraitChange): Promise<void> {
  const { action, entityId, organizationId, avatarId, previousAvatarId, count } = change;
  const details = { avatarId, ...(previousAvatarId === undefined ? {} : { previousAvatarId }) };
  const audit = sql`
    INSERT INTO ${auditLog} (organization_id, actor_id, action, subject, request_id, details)
    VALUES (${organizationId}, ${actor.userId}, ${action}, ${entityId}, ${actor.requestId}, ${JSON.stringify(details)}::jsonb)`;
  if (action === 'portrait.unchanged') {
    await tx.execute(audit);
    return;
  }
  const payload = JSON.stringify({ entityId, organizationId, ...details });
  await tx.execute(sql`
    WITH audited AS (${audit}), told AS (
      INSERT INTO ${outbox} (topic, payload) VALUES (${action}, ${payload}::jsonb)
    )
    INSERT INTO ${statisticDeltas} (organization_id, name, delta)
    SELECT ${organizationId}::uuid, 'portraits', ${count}::bigint WHERE ${count}::bigint <> 0`);
}

/** Audit, outbox and counter rows of an erasure, under the entity's lock: what comes later is not meant. */
export async function recordErasure(
  tx: Transaction,
  actor: Actor,
  erasure: { entityId: string; organizationId: string; avatarIds: string[]; hadCurrent: boolean },
): Promise<void> {
  const { entityId, organizationId, avatarIds, hadCurrent } = erasure;
  const action = 'portrait.erased';
  await tx.insert(auditLog).values({
    organizationId,
    actorId: actor.userId,
    action,
    subject: entityId,
    requestId: actor.requestId,
    details: { pictures: avatarIds.length },
  });
  await tx.insert(outbox).values({
    topic: action,
    payload: { entityId, organizationId, avatarIds },
    createdAt: sql`clock_timestamp()`,
  });
  if (hadCurrent) await tx.insert(statisticDeltas).values({ organizationId, name: 'portraits', delta: -1 });
}
