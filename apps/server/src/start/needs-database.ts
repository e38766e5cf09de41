import type { Config } from '../config/config.ts';
import { ConfigurationError } from '../errors.ts';
import { toProblem } from '../http/problem.ts';

/**
 * Runs what cannot run without the database. It was there when the start began; that it went away before its end is a
 * sentence too, whatever was being asked of it.
 *
 * @throws ConfigurationError when the database does not answer any more
 */
export async function needsDatabase<T>(
  { database }: Pick<Config, 'database'>,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (toProblem(error).code !== 'database_unavailable') throw error;
    throw new ConfigurationError(
      database.url === undefined ? 'LIKENESS_DATA_DIR' : 'DATABASE_URL',
      'the database went away before everything had started. See that it runs, then start again.',
      { cause: error },
    );
  }
}
