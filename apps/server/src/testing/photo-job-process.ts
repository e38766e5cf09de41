/**
 * A worker in a process of its own, on the database that DATABASE_URL names and the objects of LIKENESS_DATA_DIR. Its
 * photo jobs hang when they reach a percentage; it tells its parent the id of each that does.
 */
import { createBodies } from '../bodies/bodies-context.ts';
import { processPhotos } from '../bodies/process-photos.ts';
import { loadConfig } from '../config/config.ts';
import { openDatabase } from '../database/database.ts';
import { createJobs } from '../jobs/create-jobs.ts';
import { createLog } from '../log.ts';
import { openSealing } from '../sealing/open-sealing.ts';
import { testMasterKey } from './test-sealing.ts';
import { openTestStore } from './test-store.ts';

const { takeover, at } = JSON.parse(process.argv[2] ?? '') as {
  takeover: { lock: number; look: number };
  at: number;
};
const config = loadConfig();
const log = createLog({ level: 'fatal' });
const database = await openDatabase({ config, log, applicationName: 'child', migrate: false });
const store = await openTestStore(config);
const sealing = await openSealing(database.db, testMasterKey());
const { context } = createBodies({ config, db: database.db, store, sealing });
await createJobs({
  config,
  log,
  database,
  takeover,
  handlers: {
    'avatar:process-photos': (job) =>
      processPhotos(context, {
        ...job,
        async progress(percent, step) {
          await job.progress(percent, step);
          if (percent !== at) return;
          process.send?.(job.id);
          await new Promise(() => {});
        },
      }),
  },
});
