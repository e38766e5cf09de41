import { text } from 'node:stream/consumers';
import { type StorageDriver, StorageError } from '@likeness/storage';
import type { ClientBase, Pool } from 'pg';
import { z } from 'zod';

/** Where a store keeps the id of the database that its objects belong to. */
export const ID_KEY = 'installation/id.json';

const label = z.object({ installation: z.guid() });

/**
 * The id that a store carries; undefined when it carries none.
 *
 * @throws StorageError, also when the object holds something else
 */
export async function storeId(store: StorageDriver): Promise<string | undefined> {
  const body = await store.get({ key: ID_KEY }).then(
    (object) => text(object.body),
    (error: unknown) => {
      if (error instanceof StorageError && error.code === 'not_found') return undefined;
      throw error;
    },
  );
  if (body === undefined) return undefined;
  try {
    return label.parse(JSON.parse(body)).installation;
  } catch (cause) {
    throw new StorageError('unavailable', `${ID_KEY} is damaged`, { cause });
  }
}

/** Gives a store its id, or takes it away. @throws StorageError */
export async function labelStore(store: StorageDriver, id: string | undefined): Promise<void> {
  if (id === undefined) return store.delete({ keys: [ID_KEY] });
  await store.put({ key: ID_KEY, body: Buffer.from(`${JSON.stringify({ installation: id })}\n`) });
}

type Queryable = Pick<ClientBase | Pool, 'query'>;

/** False for a database without tables, or of an earlier version. */
export async function hasInstallation(database: Queryable): Promise<boolean> {
  const { rows } = await database.query<{ found: boolean }>(
    `SELECT to_regclass('shared.installation') IS NOT NULL AS found`,
  );
  return rows[0]?.found ?? false;
}

/** The id of a database; undefined when it has none yet. */
export async function databaseId(database: Queryable): Promise<string | undefined> {
  if (!(await hasInstallation(database))) return undefined;
  const { rows } = await database.query<{ id: string }>('SELECT id FROM shared.installation');
  return rows[0]?.id;
}

/** The id of a database, made when it has none. Of several who do this at once, all get the same. */
export async function ensureDatabaseId(database: Queryable): Promise<string> {
  await database.query('INSERT INTO shared.installation DEFAULT VALUES ON CONFLICT DO NOTHING');
  const id = await databaseId(database);
  if (id === undefined) throw new Error('shared.installation has no row');
  return id;
}
