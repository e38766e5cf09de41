import type { EventBus } from '../events/event-bus.ts';
import type { Services } from '../services.ts';
import { openDistribution } from './cloudfront.ts';
import { gatherInvalidations } from './gather-invalidations.ts';
import { startInvalidationWorker } from './invalidation-worker.ts';
import { createWarmer } from './warm.ts';

/** What a process does for the CDN while it delivers the outbox: tells it what to forget, and warms it. */
export async function startCdn(
  { config, database, log }: Pick<Services, 'config' | 'database' | 'log'>,
  bus: EventBus,
): Promise<{ stop(): Promise<void> }> {
  const { db } = database;
  const { url, warm } = config.cdn;
  const distribution = await openDistribution(config);
  const worker = distribution && startInvalidationWorker({ config, db, log, distribution });
  if (worker) gatherInvalidations({ config, db, bus, onGathered: worker.wake });
  const warmer = warm && url !== undefined ? createWarmer({ db, log, url }) : undefined;
  if (warmer) bus.subscribe('portrait.uploaded', ({ payload }) => warmer.warm(payload.avatarId));
  return {
    async stop() {
      await Promise.all([worker?.stop(), warmer?.stop()]);
      distribution?.close();
    },
  };
}
