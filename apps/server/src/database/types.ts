import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Pool } from 'pg';
import type * as schema from './schema.ts';

/** Without drizzle's own `transaction`, which loses a connection for good when BEGIN fails: `inTransaction`. */
export type Database = Omit<NodePgDatabase<typeof schema>, 'transaction'> & { $client: Pool };

/** What works within a transaction and without. */
export type Transaction = Omit<NodePgDatabase, 'transaction' | 'query' | '_'>;
