import { describe } from 'vitest';
import { TEST_REDIS_URL } from '../testing/test-redis.ts';
import { jobSuite } from './job-suite.ts';

describe.skipIf(TEST_REDIS_URL === undefined)('LIKENESS_TEST_REDIS_URL', () => {
  jobSuite(TEST_REDIS_URL);
});
