import { fileURLToPath } from 'node:url';
import { photo, random } from '@likeness/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectDoneOnce, orderBody } from '../harness/bodies.ts';
import { download } from '../harness/client.ts';
import { hasFleet } from '../harness/engines.ts';
import { type Installation, startInstallation } from '../harness/installation.ts';
import { startMixedLoad } from '../harness/mixed-load.ts';
import { type Acknowledged, expectAllFound, hashOf, uploadAndNote } from '../harness/read-back.ts';
import { repetitions } from '../harness/repetitions.ts';

const OPERATIONS = repetitions(2_000, 100);
const DAY = 86_400_000;
const clock = (shift: number) => ({
  NODE_OPTIONS: `--import=${fileURLToPath(new URL('../harness/shifted-clock.mjs', import.meta.url))}`,
  SHIFT_CLOCK: String(shift),
});

describe.skipIf(!hasFleet)('machines whose clocks are a day off', () => {
  let fleet: Installation;
  beforeAll(async () => {
    // No undo, an hour of grace: a cleanup that believed its own clock would take what was replaced for old.
    fleet = await startInstallation('fleet', {
      servers: 2,
      env: {
        LIKENESS_CLEANUP_GRACE: '1h',
        LIKENESS_UNDO_DAYS: '0',
        AVATAR_CLEANUP_INTERVAL: '200',
        LIKENESS_QUEUE_RATE: 'off',
        LIKENESS_WORKERS_IN_PROCESS: 'off',
      },
    });
    await fleet.addWorker(clock(DAY));
    await fleet.addWorker(clock(-DAY));
    // Tokens of the test are not valid yet tomorrow and not any more: a server may only be late.
    fleet.servers[1] =
      (await fleet.servers[1]?.stop().then(() => fleet.servers[1]?.again(clock(-DAY)))) ??
      expect.unreachable();
  });
  afterAll(() => fleet.remove());

  test('pictures replaced within the grace period stay, under load and cleanup by both', async () => {
    const [server = expect.unreachable()] = fleet.servers;
    const acknowledged: Acknowledged = new Map();
    const [first, second] = await Promise.all([1, 2].map((seed) => photo({ width: 120, height: 90, seed })));
    const replaced = await uploadAndNote(server, 'replacing', first ?? expect.unreachable(), acknowledged);
    const before = acknowledged.get('replacing');
    await uploadAndNote(server, 'replacing', second ?? expect.unreachable(), acknowledged);
    const pictures = await Promise.all(
      Array.from({ length: 3 }, (_, seed) => photo({ width: 120, height: 90, seed: 100 + seed })),
    );
    const load = startMixedLoad({ servers: () => fleet.servers, pictures, next: random(31) });
    const ordered = await Promise.all([orderBody(server, 'body-0'), orderBody(server, 'body-1')]);
    await load.reaches(OPERATIONS);
    await load.stop();
    expect([load.failures, load.retried]).toEqual([[], 0]);
    await expectDoneOnce(fleet, ordered);
    const { acknowledged: told, found, lost } = await load.verify();
    expect({ found, lost }).toEqual({ found: told, lost: [] });
    expect(acknowledged.get('replacing')).not.toBe(before);
    const still = await download(replaced);
    expect([still.status, hashOf(still.body)]).toEqual([200, before]);
    await expectAllFound(server, acknowledged);
    await fleet.expectClean();
  });
});
