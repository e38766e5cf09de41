import { startCleanupWorker } from '../cleanup/cleanup-worker.ts';
import { loadConfig } from '../config/config.ts';
import { createLog } from '../log.ts';
import { loadEnvironmentFile } from './environment-file.ts';
import { openServices } from './open-services.ts';
import { awaitStop, stopCleanup } from './shutdown.ts';

/**
 * `likeness worker`: cleans up until SIGTERM or SIGINT. Several at once are safe, beside a server or alone.
 *
 * @throws ConfigurationError when it cannot start as configured
 */
export async function runWorker(): Promise<void> {
  loadEnvironmentFile();
  const config = loadConfig();
  const log = createLog({ level: config.server.logLevel });
  const stop = awaitStop(log);
  try {
    const services = await openServices({ config, log, role: 'worker' });
    try {
      const cleanup = startCleanupWorker({ config, log, db: services.database.db, store: services.store });
      process.stdout.write('likeness worker running\n');
      log.info({ why: await stop.asked }, 'stopping');
      await stopCleanup(cleanup, services);
    } finally {
      await services.database.close();
    }
  } finally {
    stop.dispose();
  }
}
