import type { Config } from '@likeness/server';

/**
 * Refuses to make a database by the way: a wrong folder is more likely than the wish for an empty one.
 *
 * @throws ConfigurationError `LIKENESS_DATA_DIR`
 */
export async function requireDatabase(config: Config): Promise<void> {
  const { ConfigurationError, isDatabaseMade } = await import('@likeness/server');
  if (config.database.url !== undefined || isDatabaseMade(config.server.dataDir)) return;
  throw new ConfigurationError(
    'LIKENESS_DATA_DIR',
    `there is no database in ${config.server.dataDir} yet. Name the folder of your server, or start the server once.`,
  );
}
