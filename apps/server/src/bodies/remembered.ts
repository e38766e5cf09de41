import { eq } from 'drizzle-orm';
import { CACHE } from '../cache/cache-keys.ts';
import { measurements } from '../database/avatar-schema.ts';
import { Problem } from '../errors.ts';
import { openJson, type Seal, sealJson } from '../sealing/seal.ts';
import type { Services } from '../services.ts';
import { type AvatarRow, type OpenedMeasurements, openAvatar } from './avatar-rows.ts';
import { type BodyResult, contextOf, type SealedAvatar, type SealedMeasurements } from './sealed-records.ts';

type Parts = Pick<Services, 'cache' | 'sealing'> & { database: Pick<Services['database'], 'db'> };

/** What the details of an avatar tell of its body. */
export type BodyDetails = Pick<BodyResult, 'sex' | 'bodyType'> &
  Pick<SealedAvatar, 'customization'> & {
    closes: boolean | null;
  };

/**
 * Of what state of its avatar something is. Whoever changes measurements or look gives the avatar the next version;
 * the time tells two of the same number apart, of which one came out of a backup.
 */
const stateOf = ({ version, updatedAt }: AvatarRow) => `${version}/${updatedAt.toISOString()}`;

interface KeptMeasurements
  extends Omit<OpenedMeasurements, keyof SealedMeasurements | 'createdAt' | 'updatedAt'> {
  /** As its row has it, in base64. */
  sealed: string;
  createdAt: string;
  updatedAt: string;
}

/**
 * The measurements of an avatar that was just read, from the cache where they are of that version.
 *
 * @throws Problem `avatar_not_found` when it has none
 */
export async function measurementsOf(
  { cache, database, sealing }: Parts,
  avatar: AvatarRow,
): Promise<OpenedMeasurements> {
  // asked for each time: with its key an erased person's cache is closed too
  const seal = await sealing.of(avatar.userId);
  const kept = (await cache.remember(CACHE.measurements(avatar.id), stateOf(avatar), async () => {
    const [row] = await database.db.select().from(measurements).where(eq(measurements.avatarId, avatar.id));
    if (!row) throw new Problem('avatar_not_found');
    const { revision, unit, source, createdAt, updatedAt } = row;
    const sealed = Buffer.from(row.sealed).toString('base64');
    return {
      revision,
      unit,
      source,
      sealed,
      createdAt: createdAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
    };
  })) satisfies KeptMeasurements;
  const { sealed, createdAt, updatedAt, ...rest } = kept;
  const opened = openJson<SealedMeasurements>(
    seal,
    Buffer.from(sealed, 'base64'),
    contextOf.measurements(avatar.id),
  );
  return { ...opened, ...rest, createdAt: new Date(createdAt), updatedAt: new Date(updatedAt) };
}

/** The details of an avatar that was just read, without opening everything that was measured. */
export async function bodyDetails(parts: Parts, avatar: AvatarRow): Promise<BodyDetails> {
  const seal: Seal = await parts.sealing.of(avatar.userId);
  const context = `cache/${contextOf.avatar(avatar.id)}`;
  const sealed = await parts.cache.remember(CACHE.metadata(avatar.id), stateOf(avatar), async () => {
    const { customization } = await openAvatar(parts.sealing, avatar);
    const { result } = await measurementsOf(parts, avatar);
    const { sex, bodyType, fit } = result;
    const details: BodyDetails = { customization, sex, bodyType, closes: fit?.closes ?? null };
    return sealJson(seal, details, context).toString('base64');
  });
  return openJson<BodyDetails>(seal, Buffer.from(sealed, 'base64'), context);
}
