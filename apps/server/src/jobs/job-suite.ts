import { createTestJobs } from '../testing/test-jobs.ts';
import { doingJobs } from './suite/doing-jobs.ts';
import { losingTheQueue } from './suite/losing-the-queue.ts';
import { manyDeliveries } from './suite/many-deliveries.ts';
import { retrying } from './suite/retrying.ts';
import { takingOver } from './suite/taking-over.ts';

/** What every engine that jobs wait in must do, tried on the engine itself. @param redisUrl undefined: PostgreSQL */
export function jobSuite(redisUrl?: string): void {
  const make = () => createTestJobs({ redisUrl });
  doingJobs(make);
  retrying(make);
  takingOver(make);
  manyDeliveries(make);
  losingTheQueue(make);
}
