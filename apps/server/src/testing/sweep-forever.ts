/**
 * A second process that sweeps without pause until it is told to end: `node sweep-forever.js`, with the
 * address of the database in DATABASE_URL and the rest of the settings as the server has them. Prints
 * `sweeping` when it has begun.
 */
import { cleanupCycle } from '../cleanup/cleanup-cycle.ts';
import { loadConfig } from '../config/config.ts';
import { createLog } from '../log.ts';
import { openServices } from '../start/open-services.ts';

const config = loadConfig();
const log = createLog({ level: 'error' });
const { database, store } = await openServices({ config, log, role: 'sweeper', migrate: false });
const stopping = new AbortController();
process.once('SIGTERM', () => stopping.abort());
process.stdout.write('sweeping\n');
let cycles = 0;
while (!stopping.signal.aborted) {
  await cleanupCycle({ config, db: database.db, store, longestUpload: 60_000 });
  cycles++;
}
await database.close();
process.stdout.write(`${cycles} cycles\n`);
