/**
 * Keys of PostgreSQL's advisory locks, all in one place so that no two meanings share one.
 * A session lock ends with its connection: a killed process leaves none behind.
 */

/** Shared: a sweep that deletes objects. Exclusive: a backup, so that nothing is swept under it. */
export const SWEEP_LOCK = 4_891_201n;

/** Exclusive, session: whoever applies migrations. */
export const MIGRATION_LOCK = 4_891_202n;

/**
 * Exclusive, session: the server that owns a data directory. In a configured database the key is made of the
 * directory's `data-id` instead.
 */
export const OWNER_LOCK = 4_891_203n;

/** ms that the locks of a killed server may outlive it */
export const OWNER_PATIENCE = 2_000;

/** Shared, session: everybody who uses the embedded database. Exclusive: the last one, who stops it. */
export const PRESENCE_LOCK = 4_891_204n;

/** Exclusive, transaction: one folding of the statistics at a time. Also written in the migrations' SQL. */
export const FOLD_LOCK = 4_891_205n;

/** Exclusive, transaction: one at a time gathers what the CDN is to forget. */
export const CDN_LOCK = 4_891_208n;

/** First of two numbers, shared, session: everybody who runs on a configured database. The second: `fleet.ts`. */
export const FLEET_CLASS = 4_891_206;

/** Exclusive, session, for a moment: one at a time joins the fleet. */
export const FLEET_GATE = 4_891_207n;

/** First of two numbers, exclusive, transaction: an object that is moved to another store, or deleted meanwhile. */
export const MOVING_CLASS = 4_891_209;
