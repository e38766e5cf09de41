import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inTransaction } from '../database/database.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { deferred } from '../testing/test-jobs.ts';
import { testMasterKey } from '../testing/test-sealing.ts';
import type { OpenedKeys } from './installation-keys.ts';
import { handoverContext, readMasterKeys } from './keyring.ts';
import { type MasterKey, masterKeyOf } from './master-key.ts';
import { openKeys } from './open-sealing.ts';
import { beginRotation, finishRotation, rewrapAll, rotationStatus } from './rotation.ts';
import { createSealing, type Sealing, userKeyContext } from './sealing.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const keyOf = (filledWith: number): MasterKey => masterKeyOf(new Uint8Array(32).fill(filledWith));
const TEXT = Buffer.from('waist 74');

/** As a process is started with a master key. */
async function start(filledWith: number): Promise<OpenedKeys & { sealing: Sealing }> {
  const keys = await openKeys(database.db, testMasterKey(filledWith));
  return { ...keys, sealing: createSealing(database.db, keys) };
}

async function makeUsers(count: number): Promise<string[]> {
  const { rows } = await database.pool.query<{ id: string }>(
    `WITH o AS (INSERT INTO shared.organizations (slug) VALUES ('acme') ON CONFLICT (slug) DO UPDATE SET slug = 'acme' RETURNING id)
     INSERT INTO shared.users (organization_id, issuer, subject)
     SELECT o.id, 'test', gen_random_uuid()::text FROM o, generate_series(1, $1) RETURNING id`,
    [count],
  );
  return rows.map(({ id }) => id);
}

/** Seals something for each of some users, which makes their keys. */
async function sealFor(sealing: Sealing, userIds: string[]): Promise<Map<string, Buffer>> {
  const sealed = new Map<string, Buffer>();
  for (const id of userIds) sealed.set(id, (await sealing.toStore(id)).seal(TEXT, id));
  return sealed;
}

async function expectOpens(sealing: Sealing, sealed: Map<string, Buffer>) {
  for (const [id, bytes] of sealed) expect((await sealing.of(id)).open(bytes, id)).toEqual(TEXT);
}

/** Everything wrapped or sealed that one could try to open with a master key, as a dump has it. */
async function opensAnything(key: MasterKey): Promise<boolean> {
  const { rows: users } = await database.pool.query('SELECT user_id, wrapped FROM shared.user_keys');
  const { rows: own } = await database.pool.query('SELECT name, wrapped FROM shared.installation_keys');
  const stored = await readMasterKeys(database.db);
  const tries: [Buffer, string][] = [
    ...users.map(({ user_id, wrapped }): [Buffer, string] => [wrapped, userKeyContext(user_id)]),
    ...own.map(({ name, wrapped }): [Buffer, string] => [wrapped, `installation-key/${name}`]),
    ...(stored?.keys ?? []).flatMap(({ check, handover }): [Buffer, string][] =>
      handover ? [[handover, handoverContext(check)]] : [],
    ),
  ];
  expect(tries.length).toBeGreaterThan(1);
  return tries.some(([sealed, context]) => {
    try {
      return key.seal.open(sealed, context).length > 0;
    } catch {
      return false;
    }
  });
}

it('whatever runs goes on through a rotation, and the old key opens nothing at its end', async () => {
  const old = await start(1);
  const sealed = await sealFor(old.sealing, await makeUsers(30));
  const link = old.sealing.fingerprint('link/1');
  const hook = old.sealing.common.seal(TEXT, 'webhook/1');

  await beginRotation(database.db, keyOf(1), { key: keyOf(2) });
  // a process that does not know of it makes a key: wrapped by the new one already
  const [late = ''] = await makeUsers(1);
  for (const [id, bytes] of await sealFor(old.sealing, [late])) sealed.set(id, bytes);
  expect(await rotationStatus(database.db, old.ring)).toMatchObject({
    unfinished: true,
    users: 31,
    left: 32,
  });
  for (const filledWith of [1, 2]) await expectOpens((await start(filledWith)).sealing, sealed);

  await old.sealing.check();
  const { ring } = await start(1);
  expect(await rewrapAll(database.db, ring, { batch: 7 })).toBe(32);
  for (const { sealing } of [old, await start(1), await start(2)]) {
    await expectOpens(sealing, sealed);
    expect(sealing.fingerprint('link/1')).toBe(link);
    expect(sealing.common.open(hook, 'webhook/1')).toEqual(TEXT);
  }
  expect(await opensAnything(keyOf(1))).toBe(true); // the handover

  await expect(finishRotation(database.db, keyOf(1))).rejects.toThrow('started with the old master key');
  await finishRotation(database.db, keyOf(2));
  await expectOpens((await start(2)).sealing, sealed);
  await expectOpens(old.sealing, sealed);
  expect(await opensAnything(keyOf(1))).toBe(false);
  expect(await opensAnything(keyOf(2))).toBe(true);
  await expect(start(1)).rejects.toThrow('LIKENESS_MASTER_KEY: is not the key that this database');
  expect(await rotationStatus(database.db, (await start(2)).ring)).toMatchObject({
    unfinished: false,
    left: 0,
  });
});

it('a rotation that is not finished gives way to no third key, and none ends before all is wrapped anew', async () => {
  const { sealing } = await start(1);
  await sealFor(sealing, await makeUsers(3));
  await beginRotation(database.db, keyOf(1), { key: keyOf(2) });
  await beginRotation(database.db, keyOf(1), { key: keyOf(2) });
  await expect(beginRotation(database.db, keyOf(2), { key: keyOf(3) })).rejects.toThrow('is not finished');
  await expect(finishRotation(database.db, keyOf(2))).rejects.toThrow('5 keys are still wrapped');
  await rewrapAll(database.db, (await start(1)).ring);
  await finishRotation(database.db, keyOf(2));
  await expect(beginRotation(database.db, keyOf(1), { key: keyOf(3) })).rejects.toThrow(
    'taken over meanwhile',
  );
});

it('a first key that is being made when a rotation begins is wrapped anew with the others', async () => {
  const old = await start(1);
  const [alice = ''] = await makeUsers(1);
  const { promise: go, resolve: letGo } = deferred<void>();
  const { promise: made, resolve: isMade } = deferred<Buffer>();
  const registering = inTransaction(database.db, async (tx) => {
    isMade((await old.sealing.toStore(alice, tx)).seal(TEXT, alice));
    await go;
  });
  const sealed = await made;
  const began = beginRotation(database.db, keyOf(1), { key: keyOf(2) });
  const waiting = `SELECT count(*)::int AS n FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  await expect.poll(async () => (await database.pool.query(waiting)).rows[0].n).toBe(1);
  letGo();
  await Promise.all([registering, began]);
  await rewrapAll(database.db, (await start(2)).ring);
  await finishRotation(database.db, keyOf(2));
  await expectOpens((await start(2)).sealing, new Map([[alice, sealed]]));
  // who was not started again in between is told so, and so is whoever asks whether it is ready
  const refusal = { code: 'busy', status: 503, message: expect.stringContaining('start it again') };
  await expect(old.sealing.of(alice)).rejects.toMatchObject(refusal);
  await expect(old.sealing.check()).rejects.toMatchObject(refusal);
  await (await start(2)).sealing.check();
});

it('killed with -9 again and again it goes on where it was, while people register', async () => {
  const old = await start(1);
  const sealed = await sealFor(old.sealing, await makeUsers(200));
  await beginRotation(database.db, keyOf(1), { key: keyOf(2) });
  const file = fileURLToPath(new URL('../testing/rewrap-process.ts', import.meta.url));
  let kills = 0;
  for (let left = -1; left !== 0; ) {
    const child = fork(file, ['1'], {
      execArgv: ['--conditions=source', '--import', 'tsx'],
      env: { PATH: process.env.PATH, DATABASE_URL: database.url },
    });
    const ended = once(child, 'exit');
    const wanted = 1 + Math.floor(Math.random() * 6);
    let batches = 0;
    child.on('message', () => {
      batches += 1;
      if (batches === wanted && child.kill('SIGKILL')) kills += 1;
    });
    const fresh = await sealFor(old.sealing, await makeUsers(5));
    for (const [id, bytes] of fresh) sealed.set(id, bytes);
    await ended;
    ({ left } = await rotationStatus(database.db, (await start(2)).ring));
  }
  expect(kills).toBeGreaterThan(2);
  await finishRotation(database.db, keyOf(2));
  await expectOpens((await start(2)).sealing, sealed);
  expect(await opensAnything(keyOf(1))).toBe(false);
});

it('in whatever order processes start, people come and go and keys change, everything opens', async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('start' as const), old: fc.boolean(), at: fc.nat(2) }),
    fc.record({ do: fc.constant('register' as const), at: fc.nat(2) }),
    fc.record({ do: fc.constant('erase' as const), user: fc.nat() }),
    fc.record({ do: fc.constantFrom('begin' as const, 'rewrap' as const, 'finish' as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      await database.drop();
      database = await createTestDatabase();
      let [current, next, rotating] = [1, 1, false];
      const processes = [await start(1), await start(1), await start(1)];
      const sealed = new Map<string, Buffer>();
      for (const taken of steps) {
        if (taken.do === 'start') processes[taken.at] = await start(taken.old ? current : next);
        if (taken.do === 'register') {
          const { sealing } = processes[taken.at] as (typeof processes)[number];
          for (const [id, bytes] of await sealFor(sealing, await makeUsers(1))) sealed.set(id, bytes);
        }
        if (taken.do === 'erase' && sealed.size > 0) {
          const [id = ''] = [...sealed.keys()].slice(taken.user % sealed.size);
          await database.pool.query('DELETE FROM shared.user_keys WHERE user_id = $1', [id]);
          sealed.delete(id);
        }
        if (taken.do === 'begin' && !rotating) {
          next = current + 1;
          rotating = true;
          await beginRotation(database.db, keyOf(current), { key: keyOf(next) });
        }
        if (taken.do === 'rewrap') await rewrapAll(database.db, (await start(current)).ring, { batch: 2 });
        if (taken.do === 'finish' && rotating) {
          // what the operator is told to do first
          for (const at of processes.keys()) processes[at] = await start(next);
          await rewrapAll(database.db, (await start(next)).ring);
          await finishRotation(database.db, keyOf(next));
          expect(await opensAnything(keyOf(current))).toBe(false);
          [current, rotating] = [next, false];
        }
        for (const { sealing } of processes) await expectOpens(sealing, sealed);
      }
    }),
    { numRuns: 8 },
  );
});
