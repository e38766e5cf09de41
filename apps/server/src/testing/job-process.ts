/**
 * A worker in a process of its own, on the engines that the environment names. Its jobs hang; it tells its
 * parent the id of each that it has begun.
 */
import { loadConfig } from '../config/config.ts';
import { openDatabase } from '../database/database.ts';
import { createJobs } from '../jobs/create-jobs.ts';
import { createLog } from '../log.ts';
import { openRedis } from '../redis/open-redis.ts';

const config = loadConfig();
const log = createLog({ level: 'fatal' });
const database = await openDatabase({ config, log, applicationName: 'child', migrate: false });
const { url, prefix } = config.redis;
await createJobs({
  config,
  log,
  database,
  redis: url === undefined ? undefined : await openRedis({ url, prefix, log }),
  takeover: JSON.parse(process.argv[2] ?? ''),
  handlers: {
    'avatar:regenerate-model': async (job) => {
      await job.progress(40, 'Generating 3D model');
      process.send?.(job.id);
      return new Promise(() => {});
    },
  },
});
