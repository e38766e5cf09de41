import { type HttpProxy, startHttpProxy } from '@likeness/test-kit/chaos';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../auth/principal.ts';
import { cleanupCycle } from '../cleanup/cleanup-cycle.ts';
import { type Config, loadConfig } from '../config/config.ts';
import { createEventBus, type EventBus } from '../events/event-bus.ts';
import { deliverOutbox } from '../outbox/deliver-outbox.ts';
import { deletePortrait } from '../portraits/delete-portrait.ts';
import { erasePortraits } from '../portraits/erase-portraits.ts';
import { undoPortrait } from '../portraits/undo-portrait.ts';
import { createTestDistribution, MOTO, type TestDistribution } from '../testing/test-cdn.ts';
import { createTestPortraits, type TestPortraits, tinyPicture } from '../testing/test-portraits.ts';
import { type Distribution, openDistribution } from './cloudfront.ts';
import { gatherInvalidations } from './gather-invalidations.ts';
import {
  checkInvalidations,
  gatherBatch,
  sendBatch,
  startInvalidationWorker,
} from './invalidation-worker.ts';

const log = pino({ level: 'silent' });

describe.skipIf(MOTO === undefined)('what CloudFront is told to forget', () => {
  let test: TestPortraits;
  let cdn: TestDistribution;
  let config: Config;
  let distribution: Distribution;
  let proxy: HttpProxy;
  let ann: Principal;
  let bus: EventBus;
  beforeEach(async () => {
    cdn = await createTestDistribution();
    proxy = await startHttpProxy(MOTO ?? '');
    const settings = {
      ...cdn.env,
      AWS_ENDPOINT_URL_CLOUDFRONT: proxy.url,
      LIKENESS_CDN_BATCH_WINDOW: '0',
      LIKENESS_CLEANUP_GRACE: '0',
      LIKENESS_UNDO_DAYS: '0',
    };
    test = await createTestPortraits(settings);
    ({ config } = test);
    const opened = await openDistribution(config);
    if (opened === undefined) throw new Error('no distribution');
    distribution = opened;
    ann = await test.user();
    bus = createEventBus({ db: test.db, log });
    gatherInvalidations({ config, db: test.db, bus, onGathered: () => {} });
  });
  afterEach(async () => {
    distribution.close();
    await proxy.close();
    await test.drop();
  });

  const upload = async (seed: number) => {
    const { blob } = await test.upload(test.portraits.context, ann, await tinyPicture(seed));
    return blob.id;
  };
  const request = () => ({
    actor: { ...ann, requestId: 'test' },
    entity: { id: ann.userId, organizationId: ann.organizationId },
  });
  const deliver = async () => {
    const failures: unknown[] = [];
    const onFailure = (_row: unknown, error: unknown) => failures.push(error);
    while (
      (await deliverOutbox({ db: test.db, deliver: bus.dispatch, onFailure })) > 0 &&
      failures.length === 0
    );
    expect(failures).toEqual([]);
  };
  const send = async () => {
    await gatherBatch({ config, db: test.db });
    return sendBatch({ db: test.db, distribution, log });
  };
  const told = async () => (await cdn.invalidations()).map(({ paths }) => paths);
  const stable = () => `/api/v1/users/${ann.userId}/avatar*`;
  const again = () => test.db.execute(sql`UPDATE shared.outbox SET delivered_at = NULL`);
  const due = () => test.db.execute(sql`UPDATE shared.cdn_batches SET next_at = now() WHERE sent_at IS NULL`);

  it('is the stable address of what is replaced, and every address of what is deleted or erased', async () => {
    const first = await upload(1);
    await deliver();
    expect(await send()).toBe(false);
    const second = await upload(2);
    await deliver();
    await send();
    expect(await told()).toEqual([[stable()]]);

    await deletePortrait(test.portraits.context, request());
    await deliver();
    await send();
    // the one before had been shown through the grace period until then
    expect((await told())[1]).toEqual(
      [stable(), ...[first, second].sort().map((id) => `/avatars/${id}/*`)].sort(),
    );

    await erasePortraits(test.portraits.context, request());
    await deliver();
    await send();
    expect((await told())[2]).toEqual([stable(), ...[first, second].map((id) => `/avatars/${id}/*`)].sort());
  });

  it('is what the cleanup sweeps, and the stable address of what is brought back', async () => {
    const first = await upload(1);
    await upload(2);
    await undoPortrait({ ...test.portraits.context, config: loadConfig({ ...cdn.env }) }, request());
    await deliver();
    await send();
    expect(await told()).toEqual([[stable()]]);
    await upload(2);
    await deliver();
    await send();
    await cleanupCycle({ config, db: test.db, store: test.store });
    await deliver();
    await send();
    expect((await told()).at(-1)).toEqual([`/avatars/${first}/*`]);
  });

  it('is told once, however often the events are delivered, by however many', async () => {
    await upload(1);
    await upload(2);
    await deletePortrait(test.portraits.context, request());
    for (const _ of [1, 2, 3]) {
      await again();
      await Promise.all([deliver(), deliver()]);
      await Promise.all([send(), send(), send()]);
    }
    expect(await told()).toHaveLength(1);
  });

  const xml = (code: string) =>
    `<ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;

  it('paths that are refused for good: everything goes instead, and nothing waits behind them for ever', async () => {
    await upload(1);
    await upload(2);
    await deletePortrait(test.portraits.context, request());
    await deliver();
    await gatherBatch({ config, db: test.db });
    const tries = async (times: number, code: string) => {
      proxy.faults(({ method }) =>
        method === 'POST' ? { do: 'answer', status: 400, body: xml(code) } : undefined,
      );
      for (let at = 0; at < times; at += 1) {
        await due();
        expect(await sendBatch({ db: test.db, distribution, log })).toBe(false);
      }
    };
    const waiting = async () =>
      (
        await test.db.execute<{ paths: string[] }>(
          sql`SELECT paths FROM shared.cdn_batches WHERE sent_at IS NULL`,
        )
      ).rows[0]?.paths;
    const asked = await waiting();
    await tries(4, 'InvalidArgument');
    await checkInvalidations(test.db);
    // what passes by itself, or is about all requests, is no reason
    for (const code of ['TooManyInvalidationsInProgress', 'NoSuchDistribution', 'AccessDenied'])
      await tries(1, code);
    await expect(checkInvalidations(test.db)).rejects.toThrow('CloudFront has not taken');
    expect(await waiting()).toEqual(asked);
    await tries(1, 'InvalidArgument');
    expect(await waiting()).toEqual(['/api/v1/*', '/avatars/*']);
    proxy.faults(() => undefined);
    await due();
    expect(await sendBatch({ db: test.db, distribution, log })).toBe(true);
    await checkInvalidations(test.db);
    expect(await told()).toEqual([['/api/v1/*', '/avatars/*']]);
  });

  it('a lost answer, a full CloudFront, one that is down: the same request again, until it is taken', async () => {
    await upload(1);
    await upload(2);
    await deliver();
    await gatherBatch({ config, db: test.db });
    for (const fault of [
      { do: 'answer' as const, status: 400, body: xml('TooManyInvalidationsInProgress') },
      { do: 'answer' as const, status: 503, body: xml('ServiceUnavailable') },
      { do: 'lose-answer' as const },
    ]) {
      proxy.faults(({ method }) => (method === 'POST' ? fault : undefined));
      await due();
      expect(await sendBatch({ db: test.db, distribution, log })).toBe(false);
      expect(await sendBatch({ db: test.db, distribution, log })).toBe(false);
    }
    // meanwhile the next is gathered and waits its turn
    await deletePortrait(test.portraits.context, request());
    await deliver();
    expect(await gatherBatch({ config, db: test.db })).toBeUndefined();
    proxy.faults(() => undefined);
    await due();
    expect(await sendBatch({ db: test.db, distribution, log })).toBe(true);
    expect(await send()).toBe(true);
    const all = await cdn.invalidations();
    expect(new Set(all.map(({ reference }) => reference)).size).toBe(2);
    expect(new Set(all.map(({ reference, paths }) => `${reference} ${paths.join()}`)).size).toBe(2);
    const { rows } = await test.db.execute(sql`SELECT FROM shared.cdn_batches WHERE sent_at IS NULL`);
    expect(rows).toEqual([]);
  });

  it('workers in two processes send everything, once', async () => {
    const both = [0, 1].map(() =>
      startInvalidationWorker({ config, db: test.db, log, distribution, interval: 20 }),
    );
    const shown = new Set<string>();
    for (let seed = 0; seed < 6; seed += 1) {
      shown.add(await upload(seed));
      await deliver();
      for (const worker of both) worker.wake();
    }
    await erasePortraits(test.portraits.context, request());
    await deliver();
    const forgotten = async () => (await told()).flat().filter((path) => path.startsWith('/avatars/'));
    await expect.poll(forgotten, { timeout: 30_000 }).toHaveLength(shown.size);
    await Promise.all(both.map((worker) => worker.stop()));
    expect(new Set(await forgotten())).toEqual(new Set([...shown].map((id) => `/avatars/${id}/*`)));
  });

  it('nothing is written down without a distribution', async () => {
    const without = loadConfig({
      LIKENESS_CLEANUP_GRACE: '0',
      LIKENESS_UNDO_DAYS: '0',
      LIKENESS_DATA_DIR: test.dataDir,
    });
    await upload(1);
    await upload(2);
    const { swept } = await cleanupCycle({ config: without, db: test.db, store: test.store });
    expect(swept).toBe(1);
    const { rows } = await test.db.execute(sql`SELECT FROM shared.outbox WHERE topic = 'blob.swept'`);
    expect(rows).toEqual([]);
  });
});
