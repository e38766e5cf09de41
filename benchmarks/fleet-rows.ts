import type { Benchmark, Measure } from './benchmark.ts';
import { call } from './support/call.ts';
import { createEngines } from './support/engines.ts';
import { fillBodies, fillPictures } from './support/fill-tables.ts';
import { startFleet } from './support/fleet.ts';
import { inParallel } from './support/in-parallel.ts';
import { median, quantile } from './support/numbers.ts';
import { tokenOf } from './support/server.ts';

const USERS = 1_000;
const ADMIN = tokenOf('admin', 'admin');
/** As an application asks: its own pages, the first and a later one; the operator's. */
const CALLS: readonly { name: string; path: string; token: string }[] = [
  { name: 'statistics', path: '/api/enterprise/avatar/system/stats', token: ADMIN },
  { name: 'my bodies', path: '/api/v1/avatars', token: tokenOf('sitter-7') },
  {
    name: 'my bodies, tenth page by name',
    path: '/api/v1/avatars?page=10&sort=name',
    token: tokenOf('sitter-7'),
  },
  { name: 'all bodies, first page', path: '/api/v1/avatars?scope=organization', token: ADMIN },
];

/** Statistics and lists of a store with a million pictures and a million bodies, on PostgreSQL 15. */
export const fleetRows: Benchmark = {
  name: 'fleet-rows',
  about: 'time of statistics and lists at a million pictures and a million bodies',
  async run({ quick, say }) {
    const rows = quick ? 20_000 : 1_000_000;
    const engines = await createEngines();
    try {
      const fleet = await startFleet(engines, { servers: 1, workers: 0 });
      try {
        // The organization comes with the first call.
        for (const { path, token } of CALLS) await call(fleet.next(), 'GET', path, token);
        const began = performance.now();
        await engines.sql(fillPictures(1, rows));
        await engines.sql(fillBodies(rows, USERS));
        await engines.sql('VACUUM ANALYZE');
        say(`${rows} pictures and bodies filled in ${((performance.now() - began) / 1_000).toFixed(0)} s`);
        const measures: Measure[] = [];
        for (const { name, path, token } of CALLS) {
          const { latencies } = await inParallel(quick ? 10 : 50, 1, () =>
            call(fleet.next(), 'GET', path, token),
          );
          measures.push(
            { metric: `${name} at ${rows}, p50`, value: median(latencies), unit: 'ms' },
            { metric: `${name} at ${rows}, p95`, value: quantile(latencies, 0.95), unit: 'ms' },
          );
        }
        return measures;
      } finally {
        await fleet.stop();
      }
    } finally {
      await engines.drop();
    }
  },
};
