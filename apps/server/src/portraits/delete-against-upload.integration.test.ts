import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  breaches,
  cleanUpNow,
  createTestPortraits,
  strayObjects,
  type TestPortraits,
  tinyPicture,
} from '../testing/test-portraits.ts';
import { deletePortrait } from './delete-portrait.ts';

const ROUNDS = Math.max(25, Math.round(500 * Number(process.env.LIKENESS_TEST_SCALE ?? '0.05')));
const NOTHING_SPARED = { LIKENESS_CLEANUP_GRACE: '0', LIKENESS_UNDO_DAYS: '0' };

let kit: TestPortraits;
beforeAll(async () => {
  kit = await createTestPortraits(NOTHING_SPARED);
});
afterAll(() => kit.drop());

async function sweeper() {
  const script = fileURLToPath(new URL('../../dist/testing/sweep-forever.js', import.meta.url));
  const env = {
    PATH: process.env.PATH,
    ...NOTHING_SPARED,
    DATABASE_URL: kit.database.url,
    LIKENESS_DATA_DIR: kit.dataDir,
  };
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [first] = (await once(child.stdout, 'data')) as [Buffer];
  expect(first.toString()).toBe('sweeping\n');
  return {
    async stop() {
      child.kill('SIGTERM');
      const [code] = (await once(child, 'exit')) as [number | null];
      expect(code).toBe(0);
    },
  };
}

test(`${ROUNDS} rounds of deleting the last reference while the same bytes are uploaded, under a sweep without pause`, async () => {
  const { context } = kit.portraits;
  const other = kit.another();
  const [alice, bob] = [await kit.user(), await kit.user()];
  const sweeping = await sweeper();
  const lost: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const bytes = await tinyPicture(round);
    const [leaving, coming] = round % 2 === 0 ? [alice, bob] : [bob, alice];
    await kit.upload(context, leaving, bytes);
    const [, uploaded] = await Promise.all([
      deletePortrait(context, {
        actor: { ...leaving, requestId: 'test' },
        entity: { id: leaving.userId, organizationId: leaving.organizationId },
      }),
      kit.upload(other, coming, bytes),
    ]);
    const picture = await context.db.query.variants.findMany({
      where: (v, { eq }) => eq(v.blobId, uploaded.blob.id),
    });
    const readable = await Promise.all(picture.map(({ key }) => kit.store.exists({ key })));
    if (picture.length === 0 || readable.includes(false)) lost.push(round);
  }
  await sweeping.stop();
  expect(lost).toEqual([]);
  expect(await breaches(kit)).toEqual([]);
  await cleanUpNow(kit);
  expect(await breaches(kit)).toEqual([]);
  expect(await strayObjects(kit)).toEqual([]);
});
