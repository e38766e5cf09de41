import { type Config, loadConfig } from '../config/config.ts';
import { createLog, type Log } from '../log.ts';
import { prepareBackground } from './background.ts';
import { loadEnvironmentFile } from './environment-file.ts';
import { needsDatabase } from './needs-database.ts';
import { closeServices, openServices } from './open-services.ts';
import { awaitStop } from './shutdown.ts';

/**
 * `likeness worker`: does jobs and cleans up until SIGTERM or SIGINT. Several at once are safe, beside a server or alone.
 *
 * @throws ConfigurationError when it cannot start as configured
 */
export async function runWorker(): Promise<void> {
  loadEnvironmentFile();
  const config = loadConfig();
  const log = createLog({ level: config.server.logLevel });
  await needsDatabase(config, () => runAlone(config, log));
}

async function runAlone(config: Config, log: Log): Promise<void> {
  const stop = awaitStop(log);
  try {
    const services = await openServices({ config, log, role: 'worker' });
    try {
      const background = await prepareBackground(services, { cleanup: true, jobs: true });
      try {
        await background.start();
        process.stdout.write('likeness worker running\n');
        log.info({ why: await stop.asked }, 'stopping');
      } finally {
        await background.stop();
      }
    } finally {
      await closeServices(services);
    }
  } finally {
    stop.dispose();
  }
}
