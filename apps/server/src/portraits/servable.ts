import type { Database } from '../database/database.ts';

/** A picture that may be served now. */
export interface ServablePicture {
  avatarId: string;
  storageId: bigint;
  animated: boolean;
}

interface Waiting {
  resolve: (picture: ServablePicture | undefined) => void;
  reject: (error: unknown) => void;
}

/**
 * Asks the database whether pictures may be served: somebody shows it, or showed it within the grace
 * period and has not deleted a picture since.
 *
 * A deletion must hold at once in every process, so nothing is cached. Instead all requests that arrive
 * while a query is under way share the next one: strictly fresh (a question is never answered by a query
 * that began before it), and a thousand requests a second cost a few hundred small queries.
 */
export class ServableLookup {
  readonly #db: Database;
  readonly #grace: number;
  readonly #prepared: boolean;
  #waiting = new Map<string, Waiting[]>();
  #running = 0;

  /**
   * @param grace milliseconds
   * @param prepared plan the query once a connection; not through a pooler, which hands connections round
   */
  constructor(db: Database, grace: number, { prepared }: { prepared: boolean }) {
    this.#db = db;
    this.#grace = grace;
    this.#prepared = prepared;
  }

  /** @returns undefined when there is no such picture, or it is not to be shown any more */
  find(avatarId: string): Promise<ServablePicture | undefined> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(avatarId);
      if (waiting) waiting.push({ resolve, reject });
      else this.#waiting.set(avatarId, [{ resolve, reject }]);
      if (this.#running === 0) setImmediate(() => this.#ask());
    });
  }

  async #ask(): Promise<void> {
    const asked = this.#waiting;
    if (asked.size === 0 || this.#running > 0) return;
    this.#waiting = new Map();
    this.#running++;
    try {
      const found = await this.#query([...asked.keys()]);
      for (const [avatarId, waiting] of asked) {
        for (const { resolve } of waiting) resolve(found.get(avatarId));
      }
    } catch (error) {
      for (const { reject } of [...asked.values()].flat()) reject(error);
    } finally {
      this.#running--;
      // not at once: the answers go out first, and what has come in meanwhile joins
      if (this.#waiting.size > 0) setImmediate(() => this.#ask());
    }
  }

  async #query(avatarIds: string[]): Promise<Map<string, ServablePicture>> {
    const { rows } = await this.#db.$client.query<FoundRow>({
      ...(this.#prepared && { name: 'servable' }),
      text: SERVABLE,
      values: [avatarIds, this.#grace],
    });
    return new Map(
      rows.map(({ id, storage_id, animated }) => [
        id,
        { avatarId: id, storageId: BigInt(storage_id), animated },
      ]),
    );
  }
}

interface FoundRow {
  id: string;
  storage_id: string;
  animated: boolean;
}

// Text rather than the query builder: this runs for every picture that is served.
const SERVABLE = `
  SELECT b.id, b.storage_id, b.animated
  FROM portrait.blobs b
  WHERE b.id = ANY($1::uuid[]) AND b.state = 'ready' AND EXISTS (
    SELECT FROM portrait.portraits p
    WHERE p.blob_id = b.id AND (
      p.ended_at IS NULL
      OR p.ended_by <> 'deleted' AND p.ended_at > now() - $2::float8 * interval '1 ms'
        AND NOT EXISTS (
          SELECT FROM portrait.portraits d
          WHERE d.entity_id = p.entity_id AND d.ended_by = 'deleted' AND d.ended_at >= p.ended_at)))`;
