/** Opens the Redis that its argument names, as a process of its own does that trusts other authorities. */
import { createLog } from '../log.ts';
import { openRedis } from '../redis/open-redis.ts';

const redis = await openRedis({
  url: process.argv[2] ?? '',
  prefix: 'test',
  log: createLog({ level: 'fatal' }),
  patience: 0,
});
process.send?.(await redis.client.ping());
redis.close();
process.disconnect();
