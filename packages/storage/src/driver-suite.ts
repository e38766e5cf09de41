import { afterEach, beforeEach, describe } from 'vitest';
import { addresses } from './suite/addresses.ts';
import { atOnce } from './suite/at-once.ts';
import { deleteCopyMove } from './suite/delete-copy-move.ts';
import type { DriverUnderTest } from './suite/driver-under-test.ts';
import { failingPuts } from './suite/failing-puts.ts';
import { hostileKeys } from './suite/hostile-keys.ts';
import { largeObjects } from './suite/large-objects.ts';
import { listing } from './suite/listing.ts';
import { putAndGet } from './suite/put-and-get.ts';
import { typesAndMetadata } from './suite/types-and-metadata.ts';

export type { DriverUnderTest } from './suite/driver-under-test.ts';

export interface DriverSuiteOptions {
  name: string;
  /** Called before each test: a driver on an empty store. */
  create(): Promise<DriverUnderTest>;
}

/**
 * What every driver must pass. Call it in a test file of the driver; it needs vitest.
 *
 * @example
 * storageDriverSuite({ name: 'disk', create: async () => diskUnderTest() });
 */
export function storageDriverSuite({ name, create }: DriverSuiteOptions): void {
  describe(`storage driver: ${name}`, () => {
    let current: DriverUnderTest | undefined;
    const running = () => {
      if (current === undefined) throw new Error('The driver is there in tests only');
      return current;
    };
    beforeEach(async () => {
      current = await create();
    });
    afterEach(async () => {
      await current?.dispose();
      current = undefined;
    });
    const parts = [
      putAndGet,
      typesAndMetadata,
      failingPuts,
      deleteCopyMove,
      largeObjects,
      listing,
      hostileKeys,
      addresses,
      atOnce,
    ];
    for (const part of parts) part(running);
  });
}
