import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLog } from './log.ts';
import { type EngineCheck, readiness } from './readiness.ts';

let written = '';
const to = new Writable({
  write(chunk: Buffer, _encoding, done) {
    written += chunk.toString();
    done();
  },
});
const log = createLog({ level: 'info', to });
const records = () =>
  written
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { engine: string; msg: string });

beforeEach(() => {
  vi.useFakeTimers();
  written = '';
});
afterEach(() => {
  vi.useRealTimers();
});

const engine = (
  name: string,
  needed: boolean,
  check: EngineCheck['check'] = async () => {},
): EngineCheck => ({
  name,
  needed,
  check,
});
const broken = () => Promise.reject(new Error('broken'));
const ask = (...checks: EngineCheck[]) => readiness({ checks, log, lifecycle: { stopping: false } });

it('what is needed makes it not ready, what is not makes it degraded', async () => {
  const [database, cache] = [engine('database', true), engine('cache', false)];
  expect(await ask(database, cache)).toEqual({
    ready: true,
    stopping: false,
    status: 'ready',
    checks: { database: 'ok', cache: 'ok' },
  });
  expect(await ask(database, { ...cache, check: broken })).toMatchObject({ ready: true, status: 'degraded' });
  expect(await ask({ ...database, check: broken }, cache)).toMatchObject({
    ready: false,
    status: 'not ready',
    checks: { database: 'down', cache: 'ok' },
  });
});

it('an engine that never answers is down after two seconds, beside one that throws', async () => {
  let aborted = false;
  const silent = engine('storage', true, (signal) => {
    signal.addEventListener('abort', () => {
      aborted = true;
    });
    return new Promise(() => {});
  });
  const throwing = engine('queue', false, () => {
    throw new Error('at once');
  });
  const answer = ask(silent, throwing, engine('database', true));
  await vi.advanceTimersByTimeAsync(2_000);
  expect((await answer).checks).toEqual({ storage: 'down', queue: 'down', database: 'ok' });
  expect(aborted).toBe(true);
});

it('asks once for all who want to know, and again a second later', async () => {
  let asked = 0;
  const counted = engine('database', true, async () => {
    asked += 1;
  });
  const services = { checks: [counted], log, lifecycle: { stopping: false } };
  await Promise.all(Array.from({ length: 100 }, () => readiness(services)));
  await vi.advanceTimersByTimeAsync(999);
  await readiness(services);
  expect(asked).toBe(1);
  services.lifecycle.stopping = true;
  expect(await readiness(services)).toMatchObject({ ready: false, status: 'shutting down' });
  expect(asked).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  await readiness(services);
  expect(asked).toBe(2);
});

it('says once that an engine went away, and once that it is back', async () => {
  let down = true;
  const check = engine('cache', false, async () => {
    if (down) throw new Error('gone');
  });
  await ask(check);
  await ask(check);
  down = false;
  await ask(check);
  await ask(check);
  expect(records().map(({ engine, msg }) => `${engine}: ${msg}`)).toEqual([
    'cache: an engine does not answer',
    'cache: the engine answers again',
  ]);
});
