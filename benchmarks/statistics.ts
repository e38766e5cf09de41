import type { Benchmark, Measure } from './benchmark.ts';
import { call } from './support/call.ts';
import { fillPictures } from './support/fill-tables.ts';
import { inParallel } from './support/in-parallel.ts';
import { likenessSql } from './support/likeness-sql.ts';
import { median } from './support/numbers.ts';
import { type Server, startServer, tokenOf } from './support/server.ts';

const ADMIN = tokenOf('admin', 'admin');
const STATS = '/api/enterprise/avatar/system/stats';
const CLEANUP = '/api/enterprise/avatar/system/cleanup';

/** The statistics of a small and a large store; rows are made by SQL, which is how a million fit in a minute. */
export const statistics: Benchmark = {
  name: 'statistics',
  about: 'time of the statistics call at a thousand, a hundred thousand and a million pictures',
  async run({ quick, say }) {
    const server = await startServer();
    try {
      const sizes = quick ? [1_000, 100_000] : [1_000, 100_000, 1_000_000];
      await call(server.url, 'GET', STATS, ADMIN);
      const measures: Measure[] = [];
      const [overHttp, inSql] = [[] as number[], [] as number[]];
      let filled = 0;
      for (const rows of sizes) {
        const began = performance.now();
        await likenessSql(server, fillPictures(filled + 1, rows));
        await likenessSql(server, 'VACUUM ANALYZE');
        filled = rows;
        say(`${rows} pictures: filled in ${((performance.now() - began) / 1_000).toFixed(1)} s`);
        const asked = await inParallel(100, 1, () => call(server.url, 'GET', STATS, ADMIN));
        overHttp.push(median(asked.latencies));
        inSql.push(await timeOfFunction(server));
        measures.push(
          { metric: `GET /system/stats at ${rows}`, value: overHttp.at(-1) ?? 0, unit: 'ms' },
          { metric: `get_avatar_system_stats() at ${rows}`, value: inSql.at(-1) ?? 0, unit: 'ms' },
        );
      }
      const { totalAvatars } = (await call<Statistics>(server.url, 'GET', STATS, ADMIN)).data.statistics;
      if (totalAvatars !== filled) throw new Error(`the statistics count ${totalAvatars} of ${filled}`);
      const ratio = { unit: 'ratio', ratioTo: 'at 1000', aim: '<= 2' } as const;
      const cleanup = await inParallel(1, 1, () => call(server.url, 'POST', CLEANUP, ADMIN));
      return [
        ...measures,
        { metric: `GET /system/stats at ${filled} ÷ at 1000`, value: growth(overHttp), ...ratio },
        { metric: `get_avatar_system_stats() at ${filled} ÷ at 1000`, value: growth(inSql), ...ratio },
        { metric: `cleanup with nothing to do at ${filled}`, value: cleanup.seconds, unit: 's' },
      ];
    } finally {
      await server.remove();
    }
  },
};

interface Statistics {
  data: { statistics: { totalAvatars: number } };
}

const growth = ([first = 0, ...others]: number[]) => (others.at(-1) ?? 0) / first;

async function timeOfFunction(server: Server): Promise<number> {
  const once = 'EXPLAIN (ANALYZE) SELECT * FROM get_avatar_system_stats();';
  const plans = await likenessSql(server, once.repeat(30));
  return median([...plans.matchAll(/Execution Time: ([\d.]+) ms/g)].map(([, time]) => Number(time)));
}
