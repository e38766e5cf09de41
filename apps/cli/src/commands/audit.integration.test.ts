import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';
import { addPicture, type StoreForTests, storeForTests } from '../testing/store-for-tests.ts';

let made: StoreForTests;
let env: Record<string, string>;
let keys: Record<string, string>;

beforeAll(async () => {
  made = await storeForTests();
  keys = (await addPicture(made)).keys;
  env = { DATABASE_URL: made.database.url, LIKENESS_DATA_DIR: join(made.objectsDir, '..') };
});
afterAll(() => made.close());

test('clean is 0, a breach is 1, and what could not be carried out is 2', async () => {
  expect(await runCli(['audit'], env)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Clean\./m) });

  await made.store.delete({ keys: [keys['small.jpeg'] ?? ''] });
  const breach = await runCli(['audit', '--json'], env);
  expect(breach.code).toBe(1);
  const { clean, checks } = JSON.parse(breach.stdout);
  expect(clean).toBe(false);
  expect(checks.flatMap(({ listed }: { listed: object[] }) => listed)).toEqual([
    { subject: keys['small.jpeg'], what: 'the object is missing' },
  ]);

  await rm(made.objectsDir, { recursive: true });
  expect(await runCli(['audit'], env)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/could not be carried out: there is no folder/),
  });
  const elsewhere = { ...env, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
  expect((await runCli(['audit'], elsewhere)).code).toBe(2);
});
