import { sql } from 'drizzle-orm';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import type { BusEvent, EventBus } from '../events/event-bus.ts';
import type { BusTopic } from '../events/topics.ts';
import { type EntityType, stableAddress } from '../portraits/addresses.ts';

export interface GatherInvalidations {
  config: Config;
  db: Database;
  bus: EventBus;
  /** There is something to send. */
  onGathered: () => void;
}

/** Every address of a picture begins so. */
export const PICTURE_PATH = '/avatars/';

/**
 * Writes down what the CDN has to forget because of each event: the stable address of whoever shows another picture,
 * every address of a picture that is deleted, erased or swept. The events come from the outbox, written in the
 * transaction of the change; an event that is told twice is written down once.
 */
export function gatherInvalidations({ config, db, bus, onGathered }: GatherInvalidations): void {
  const at = addressesAtCdn(config);
  const gather = async (event: BusEvent<BusTopic>, paths: readonly string[]) => {
    if (paths.length === 0) return;
    await db.execute(sql`
      INSERT INTO shared.cdn_invalidations (event_id, path)
      SELECT ${event.id}::uuid, path FROM unnest(${sql.param([...new Set(paths)])}::text[]) AS path
      ON CONFLICT DO NOTHING`);
    onGathered();
  };
  const stable = async (entityId: string) => at.stable(entityId, await typeOf(db, entityId));

  bus.subscribe('portrait.uploaded', async (event) => {
    const { entityId, previousAvatarId } = event.payload;
    if (previousAvatarId !== undefined) await gather(event, await stable(entityId));
  });
  bus.subscribe('portrait.restored', async (event) => gather(event, await stable(event.payload.entityId)));
  bus.subscribe('portrait.deleted', async (event) => {
    const { entityId, avatarId } = event.payload;
    // what it had replaced before is refused from then on, too
    const earlier = await replacedBy(db, entityId);
    await gather(event, [...(await stable(entityId)), ...at.pictures([avatarId, ...earlier])]);
  });
  bus.subscribe('portrait.erased', async (event) => {
    const { entityId, avatarIds } = event.payload;
    await gather(event, [...(await stable(entityId)), ...at.pictures(avatarIds)]);
  });
  bus.subscribe('blob.swept', (event) => gather(event, at.pictures(event.payload.avatarIds)));
}

/** Paths at the CDN, without the wildcard at their end. Stable addresses are the server's: not every CDN has them. */
function addressesAtCdn({ cdn, server }: Config) {
  const origin = new URL(cdn.url ?? 'https://cdn.invalid');
  const own = server.publicUrl === undefined ? undefined : new URL(server.publicUrl);
  const behindCdn = own === undefined || own.host === origin.host;
  const base = (url: URL | undefined) => (url?.pathname ?? '').replace(/\/+$/, '');
  return {
    pictures: (ids: readonly string[]) => ids.map((id) => `${base(origin)}${PICTURE_PATH}${id}/`),
    stable: (id: string, type: EntityType | undefined) =>
      behindCdn && type !== undefined ? [stableAddress(base(own), { type, id })] : [],
  };
}

async function typeOf(db: Database, entityId: string): Promise<EntityType | undefined> {
  const { rows } = await db.execute<{ type: EntityType }>(
    sql`SELECT type FROM shared.entities WHERE id = ${entityId}`,
  );
  return rows[0]?.type;
}

async function replacedBy(db: Database, entityId: string): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(
    sql`SELECT DISTINCT blob_id AS id FROM portrait.portraits WHERE entity_id = ${entityId} AND ended_at IS NOT NULL`,
  );
  return rows.map(({ id }) => id);
}
