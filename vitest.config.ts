import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { useServices } from './scripts/services-env.mjs';

// `npx vitest run …` just works beside `scripts/services.sh up`.
useServices();

const resolve = { conditions: ['source'] };
const ssr = { resolve: { conditions: ['source'], externalConditions: ['source'] } };

/** Patience, not a limit: vitest's own second is short on a machine that does much else. */
const expect = { poll: { timeout: 60_000 } };

/** Three bands: pure functions, real services, and HTTP against the built product. */
export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'unit',
          expect,
          include: [
            'packages/*/src/**/*.test.{ts,tsx}',
            'apps/*/src/**/*.test.{ts,tsx}',
            'scripts/**/*.test.ts',
          ],
          exclude: ['**/*.integration.test.ts', '**/node_modules/**', '**/dist/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // vitest's own default leaves a core idle
          maxWorkers: availableParallelism(),
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'integration',
          expect,
          include: ['packages/*/src/**/*.integration.test.ts', 'apps/*/src/**/*.integration.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          globalSetup: ['apps/server/src/testing/database-for-tests.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'acceptance',
          expect,
          include: ['acceptance/**/*.test.ts'],
          globalSetup: ['acceptance/harness/engines-under-test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          // at LIKENESS_TEST_SCALE=1 a scenario is repeated for long
          testTimeout: 600_000 * Math.max(1, 10 * Number(process.env.LIKENESS_TEST_SCALE ?? '0.05')),
          // a fleet and its engines come up in a hook
          hookTimeout: 300_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
