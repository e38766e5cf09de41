import type { Pool } from 'pg';
import { FIRST_ID } from './audit-context.ts';

export interface AuditedVariant {
  name: string;
  format: string;
  key: string;
  bytes: number;
  /** hex */
  sha256: string;
}

export interface AuditedPicture {
  id: string;
  organization_id: string;
  storage_id: string;
  preset: string;
  animated: boolean;
  variants: AuditedVariant[];
}

const PAGE = 200;

/** Every ready picture with its variants, a page at a time. Each page is one statement: one snapshot. */
export async function* readyPictures(pool: Pool): AsyncGenerator<AuditedPicture[]> {
  for (let after = FIRST_ID; ; ) {
    const { rows } = await pool.query<AuditedPicture>(
      `SELECT b.id, b.organization_id, b.storage_id::text, b.preset, b.animated, coalesce((
         SELECT json_agg(json_build_object('name', v.name, 'format', v.format, 'key', v.key,
           'bytes', v.bytes, 'sha256', encode(v.sha256, 'hex')) ORDER BY v.name, v.format)
         FROM portrait.variants v WHERE v.blob_id = b.id), '[]') AS variants
       FROM portrait.blobs b
       WHERE b.state = 'ready' AND b.id > $1
       ORDER BY b.id LIMIT ${PAGE}`,
      [after],
    );
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.id;
  }
}

/**
 * Whether the picture is still ready and still has that very variant. A storage id that was once swept is
 * never ready again, so "yes" afterwards means that it was true all the time.
 */
export async function stillStands(
  pool: Pool,
  picture: AuditedPicture,
  variant: AuditedVariant,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `SELECT FROM portrait.blobs b JOIN portrait.variants v ON v.blob_id = b.id
     WHERE b.id = $1 AND b.state = 'ready' AND b.storage_id = $2::bigint AND v.key = $3`,
    [picture.id, picture.storage_id, variant.key],
  );
  return rowCount === 1;
}
