import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LagMeter } from './replica-lag.ts';

const textOf = (position: bigint) =>
  `${(position >> 32n).toString(16).toUpperCase()}/${(position & 0xffffffffn).toString(16).toUpperCase()}`;

it('is never less than what the replica is really behind, and at most one measurement more', () => {
  const steps = fc.array(
    fc.record({
      pause: fc.integer({ min: 1, max: 5_000 }),
      written: fc.bigInt({ min: 0n, max: 2n ** 33n }),
      replayed: fc.integer({ min: 0, max: 3 }),
    }),
    { minLength: 1, maxLength: 50 },
  );
  fc.assert(
    fc.property(steps, (moments) => {
      const meter = new LagMeter();
      const history: { at: number; position: bigint }[] = [];
      let [at, position, replica] = [0, 1n, 0n];
      for (const { pause, written, replayed } of moments) {
        at += pause;
        position += written;
        history.push({ at, position });
        // the replica comes to where the primary was some measurements ago, never back
        const there = history.at(-1 - replayed)?.position ?? 0n;
        replica = there > replica ? there : replica;
        const behind = history.find((moment) => moment.position > replica);
        const told = meter.add({ at, primary: textOf(position), replica: textOf(replica) });
        const reached = history.findLast((moment) => moment.position <= replica);
        expect(told).toBe(reached === undefined ? Number.POSITIVE_INFINITY : at - reached.at);
        if (behind !== undefined) expect(told).toBeGreaterThanOrEqual(at - behind.at);
      }
    }),
  );
});

it('an idle primary is no lag, however long nothing happens', () => {
  const meter = new LagMeter();
  meter.add({ at: 0, primary: '16/B374D848', replica: '16/B374D848' });
  expect(meter.add({ at: 3_600_000, primary: '16/B374D848', replica: '16/B374D848' })).toBe(0);
});

it('a replica that stands still falls behind; one that went over to the next gigabytes is compared rightly', () => {
  const meter = new LagMeter();
  expect(meter.add({ at: 0, primary: '0/FFFFFFF0', replica: '0/FFFFFFF0' })).toBe(0);
  expect(meter.add({ at: 1_000, primary: '1/10', replica: '0/FFFFFFF0' })).toBe(1_000);
  expect(meter.add({ at: 9_000, primary: '2/0', replica: '0/FFFFFFF0' })).toBe(9_000);
  expect(meter.add({ at: 10_000, primary: '2/0', replica: '1/10' })).toBe(9_000);
  expect(meter.add({ at: 11_000, primary: '2/0', replica: '2/0' })).toBe(0);
});

it('says nothing good of a replica that has come to nothing yet', () => {
  expect(new LagMeter().add({ at: 5, primary: '0/2', replica: '0/1' })).toBe(Number.POSITIVE_INFINITY);
});
