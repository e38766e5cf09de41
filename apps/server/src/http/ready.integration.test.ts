import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chaosDriver, createDiskDriver, StorageError } from '@likeness/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let test: TestApp;
afterEach(() => test.close());

describe('GET /ready', () => {
  beforeEach(async () => {
    test = await createTestApp();
  });

  it('is 200 while the engines answer, 503 as soon as the process stops; /health lives on', async () => {
    expect((await test.app.inject('/ready')).json()).toEqual({
      status: 'ready',
      checks: { database: 'ok', storage: 'ok' },
    });
    test.services.lifecycle.stopping = true;
    const answer = await test.app.inject('/ready');
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBeDefined();
    expect(answer.json().status).toBe('shutting down');
    expect((await test.app.inject('/health')).statusCode).toBe(200);
  });

  it('tells of every engine that is there; one that can be done without only degrades', async () => {
    test.services.checks.push({
      name: 'cache',
      needed: false,
      check: () => Promise.reject(new Error('gone')),
    });
    const answer = await test.app.inject('/ready');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      status: 'degraded',
      checks: { database: 'ok', storage: 'ok', cache: 'down' },
    });
  });

  it('names the database when it is gone, and requests answer 503 instead of letting anybody in', async () => {
    const headers = await test.as({ userId: 'alice' });
    await test.services.database.close();
    const answer = await test.app.inject('/ready');
    expect(answer.statusCode).toBe(503);
    expect(answer.json().checks).toEqual({ database: 'down', storage: 'ok' });
    const session = await test.app.inject({ url: '/api/v1/session', headers });
    expect(session.statusCode).toBe(503);
    expect(session.json()).toMatchObject({ code: 'database_unavailable' });
    expect(session.headers['retry-after']).toBeDefined();
  });
});

it('names the store when it is gone', async () => {
  const disk = createDiskDriver({ root: join(tmpdir(), 'likeness-never-made'), signingKey: 'k'.repeat(32) });
  const store = chaosDriver(disk, {
    before(method) {
      if (method === 'check') throw new StorageError('unavailable', 'down');
    },
  });
  test = await createTestApp({ store });
  const answer = await test.app.inject('/ready');
  expect(answer.statusCode).toBe(503);
  expect(answer.json().checks).toEqual({ database: 'ok', storage: 'down' });
});
