import { sql } from 'drizzle-orm';
import type { Transaction } from '../database/database.ts';
import { Problem } from '../errors.ts';
import { type MasterKey, masterKeyFrom } from './master-key.ts';
import type { Seal } from './seal.ts';

type Queryable = Pick<Transaction, 'execute'>;

/** One row of `shared.master_keys`. */
export interface StoredMasterKey {
  check: Buffer;
  kmsWrapped: Buffer | null;
  handover: Buffer | null;
}

/** What the database knows of master keys, as of one moment. */
export interface StoredMasterKeys {
  installation: string;
  /** Of the one in use; null before the first start. */
  active: Buffer | null;
  /** Youngest first. */
  keys: StoredMasterKey[];
}

/** @returns undefined when the installation has no row yet */
export async function readMasterKeys(on: Queryable): Promise<StoredMasterKeys | undefined> {
  const { rows } = await on.execute<{
    id: string;
    active: Buffer | null;
    key_check: Buffer | null;
    kms_wrapped: Buffer | null;
    handover: Buffer | null;
  }>(sql`
    SELECT i.id, i.master_key_check AS active, m.key_check, m.kms_wrapped, m.handover
    FROM shared.installation i LEFT JOIN shared.master_keys m ON true ORDER BY m.created_at DESC`);
  const [first] = rows;
  if (first === undefined) return undefined;
  const keys = rows.flatMap(({ key_check, kms_wrapped, handover }) =>
    key_check === null ? [] : [{ check: key_check, kmsWrapped: kms_wrapped, handover }],
  );
  return { installation: first.id, active: first.active, keys };
}

/** What one master key is sealed for, with the other, while a rotation runs. */
export const handoverContext = (check: Buffer): string => `master-key/${check.toString('hex')}`;

/**
 * The master keys that a process can use. There is one, except while a rotation runs: then each of the two is stored
 * sealed with the other, so that whoever was started with either has both. A process that meets what a key wrapped
 * that it does not know looks again.
 */
export interface Keyring {
  /** The one that wraps whatever is wrapped now. */
  readonly active: MasterKey;
  /** Opens what a master key wrapped. `by` is null for rows of version 0.1. @throws SealError, and as `refresh` */
  open(wrapped: Uint8Array, by: Uint8Array | null, context: string, on: Queryable): Promise<Buffer>;
  /** Looks which key is in use by now. @returns true when it is another one @throws Problem `busy` when we cannot have it */
  refresh(on: Queryable): Promise<boolean>;
}

/** @param key the one that this process was started with */
export function createKeyring(key: MasterKey, stored: StoredMasterKeys): Keyring {
  const known = new Map([[key.check.toString('hex'), key]]);
  const learn = ({ active, keys }: StoredMasterKeys): MasterKey | undefined => {
    for (const { check, handover } of keys) {
      if (handover === null || known.has(check.toString('hex'))) continue;
      const opened = openWithAny([...known.values()], handover, handoverContext(check));
      if (opened !== undefined) known.set(check.toString('hex'), masterKeyFrom(new Uint8Array(opened)));
    }
    return active === null ? undefined : known.get(active.toString('hex'));
  };
  let active = learn(stored) ?? key;
  const refresh = async (on: Queryable): Promise<boolean> => {
    const now = await readMasterKeys(on);
    const found = now && learn(now);
    if (found === undefined) {
      throw new Problem(
        'busy',
        'Another master key has taken over since this process was started. The operator must start it again with that one.',
      );
    }
    const changed = !found.check.equals(active.check);
    active = found;
    return changed;
  };
  const byId = (id: Uint8Array): Seal | undefined =>
    [...known.values()].find((one) => one.id.equals(id))?.seal;
  return {
    get active() {
      return active;
    },
    async open(wrapped, by, context, on) {
      if (by === null) {
        const opened = openWithAny([...known.values()], wrapped, context);
        return opened ?? active.seal.open(wrapped, context);
      }
      if (byId(by) === undefined) await refresh(on);
      return (byId(by) ?? active.seal).open(wrapped, context);
    },
    refresh,
  };
}

function openWithAny(keys: readonly MasterKey[], sealed: Uint8Array, context: string): Buffer | undefined {
  for (const { seal } of keys) {
    try {
      return seal.open(sealed, context);
    } catch {
      // not this one
    }
  }
  return undefined;
}
