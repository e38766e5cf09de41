import { createHash, randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { Problem } from '../errors.ts';
import type { Sealing } from '../sealing/sealing.ts';
import type { AvatarRow } from './avatar-rows.ts';
import type { BodiesContext } from './bodies-context.ts';

/** A public address of a watermarked picture. */
export interface Link {
  id: string;
  expiresAt: Date;
  maxDownloads: number | null;
  /** How often the picture was taken. */
  downloads: number;
  createdAt: Date;
}

type Row = {
  id: string;
  expires_at: string;
  max_downloads: number | null;
  downloads: number;
  created_at: string;
};

const MOST = 50;

/**
 * Makes a link for whoever has it. Only the hash of its secret is kept.
 *
 * @param expiresIn seconds
 * @returns its id
 * @throws Problem `invalid_value` beyond fifty links
 */
export async function createLink(
  { db, sealing }: BodiesContext,
  avatar: AvatarRow,
  { expiresIn, maxDownloads }: { expiresIn: number; maxDownloads: number | null },
): Promise<string> {
  const id = randomUUID();
  const { rows } = await db.execute<Row>(sql`
    INSERT INTO avatar.links (id, avatar_id, token_hash, expires_at, max_downloads)
    SELECT ${id}, ${avatar.id}, ${hashOf(secretOf(sealing, id))}, now() + ${expiresIn} * interval '1 s', ${maxDownloads}
    WHERE (SELECT count(*) FROM avatar.links WHERE avatar_id = ${avatar.id} AND expires_at > now()) < ${MOST}
    RETURNING id`);
  if (!rows[0]) throw new Problem('invalid_value', `An avatar can have ${MOST} links at most. Delete one.`);
  return id;
}

/** The secret in a link's address: it follows from its id and the master key, so that a repeat can tell it again. */
export function secretOf(sealing: Pick<Sealing, 'fingerprint'>, id: string): string {
  return sealing.fingerprint(`link/${id}`);
}

export async function linksOf({ db }: BodiesContext, avatar: AvatarRow): Promise<Link[]> {
  const { rows } = await db.execute<Row>(
    sql`SELECT * FROM avatar.links WHERE avatar_id = ${avatar.id} AND expires_at > now() ORDER BY created_at`,
  );
  return rows.map(linkOf);
}

/** @throws Problem `link_not_found` */
export async function deleteLink({ db }: BodiesContext, avatar: AvatarRow, id: string): Promise<void> {
  const { rows } = await db.execute(
    sql`DELETE FROM avatar.links WHERE id = ${id} AND avatar_id = ${avatar.id} RETURNING id`,
  );
  if (rows.length === 0) throw new Problem('link_not_found');
}

/**
 * The avatar that a link opens. With `count` one of its downloads is used up; of two at the same moment for the last
 * one only one gets it.
 *
 * @throws Problem `link_not_found` when it does not exist, has expired, is used up, or its avatar is deleted
 */
export async function avatarOfLink(
  { db }: BodiesContext,
  token: string,
  { count }: { count: boolean },
): Promise<{ avatarId: string; expiresAt: Date }> {
  const open = sql`l.token_hash = ${hashOf(token)} AND l.expires_at > now()
    AND (l.max_downloads IS NULL OR l.downloads < l.max_downloads)
    AND a.id = l.avatar_id AND a.deleted_at IS NULL`;
  const { rows } = await db.execute<{ avatar_id: string; expires_at: string }>(
    count
      ? sql`UPDATE avatar.links l SET downloads = downloads + 1 FROM avatar.avatars a WHERE ${open}
            RETURNING l.avatar_id, l.expires_at`
      : sql`SELECT l.avatar_id, l.expires_at FROM avatar.links l, avatar.avatars a WHERE ${open}`,
  );
  if (!rows[0]) throw new Problem('link_not_found');
  return { avatarId: rows[0].avatar_id, expiresAt: new Date(rows[0].expires_at) };
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function linkOf(row: Row): Link {
  return {
    id: row.id,
    expiresAt: new Date(row.expires_at),
    maxDownloads: row.max_downloads,
    downloads: row.downloads,
    createdAt: new Date(row.created_at),
  };
}
