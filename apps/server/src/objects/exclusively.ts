import { createHash } from 'node:crypto';
import type { Exclusively } from '@likeness/storage';
import type { Pool } from 'pg';
import { MOVING_CLASS } from '../database/advisory-locks.ts';

/** Keys share so many locks, so that a thousand keys do not take a thousand. */
const LOCKS = 1_024;

/**
 * One at a time for each key, in all processes on the database: by locks of a transaction, which end with it however
 * it ends, and which a pooler knows.
 */
export function exclusively(pool: () => Pool): Exclusively {
  return async (keys, act) => {
    const client = await pool().connect();
    try {
      await client.query('BEGIN');
      // in one order, so that no two wait for each other
      const locks = [...new Set(keys.map(lockOf))].toSorted((a, b) => a - b);
      await client.query('SELECT pg_advisory_xact_lock($1, lock) FROM unnest($2::int[]) AS lock', [
        MOVING_CLASS,
        locks,
      ]);
      const result = await act(async () => void (await client.query('SELECT 1')));
      // a connection that was lost took the locks with it
      await client.query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      await client.query('ROLLBACK').then(
        () => client.release(),
        (failure: Error) => client.release(failure),
      );
      throw error;
    }
  };
}

function lockOf(key: string): number {
  return createHash('sha256').update(key).digest().readUInt32BE(0) % LOCKS;
}
