/**
 * Wraps the keys of the database that DATABASE_URL names anew, in a process of its own and ten at a time; tells its
 * parent after each batch. The argument is what the old master key is filled with.
 */
import { loadConfig } from '../config/config.ts';
import { openDatabase } from '../database/database.ts';
import { createLog } from '../log.ts';
import { openKeys } from '../sealing/open-sealing.ts';
import { rewrapAll } from '../sealing/rotation.ts';
import { testMasterKey } from './test-sealing.ts';

const config = loadConfig();
const log = createLog({ level: 'fatal' });
const { db, close } = await openDatabase({ config, log, applicationName: 'child', migrate: false });
const { ring } = await openKeys(db, testMasterKey(Number(process.argv[2])));
await rewrapAll(db, ring, { batch: 10, onProgress: (count) => process.send?.(count) });
await close();
process.disconnect?.();
