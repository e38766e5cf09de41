import cluster from 'node:cluster';
import { type Config, loadConfig } from '../config/config.ts';
import { createLog, type Log } from '../log.ts';
import { announce } from './announce.ts';
import { inServer, prepareBackground } from './background.ts';
import { runApiProcess, runCluster } from './cluster.ts';
import { loadEnvironmentFile } from './environment-file.ts';
import { needsDatabase } from './needs-database.ts';
import { closeServices, openServices } from './open-services.ts';
import { type ApiServer, serveApi } from './serve-api.ts';
import { awaitStop } from './shutdown.ts';

/**
 * `likeness server`: runs until SIGTERM or SIGINT.
 *
 * @throws ConfigurationError when it cannot start as configured
 */
export async function runServer(): Promise<void> {
  loadEnvironmentFile();
  const config = loadConfig();
  const log = createLog({ level: config.server.logLevel });
  const run = config.server.processes > 1 ? runCluster : runAlone;
  await needsDatabase(config, () => (cluster.isWorker ? runApiProcess : run)(config, log));
}

/** One process: API, jobs and cleanup, with the database under it. */
async function runAlone(config: Config, log: Log): Promise<void> {
  const stop = awaitStop(log);
  try {
    const services = await openServices({ config, log, role: 'server', own: true, onTaken: stop.fail });
    try {
      const background = await prepareBackground(services, inServer(config));
      let api: ApiServer | undefined;
      try {
        api = await serveApi(services);
        await background.start();
        await announce(api.url, services);
        log.info({ why: await stop.asked }, 'stopping');
      } finally {
        // also when it could not be announced: nothing may go on serving without a database
        await Promise.all([api?.stop(), background.stop()]);
      }
    } finally {
      await closeServices(services);
    }
  } finally {
    stop.dispose();
  }
}
