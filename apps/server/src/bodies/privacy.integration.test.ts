import { buffer } from 'node:stream/consumers';
import type { StorageDriver } from '@likeness/storage';
import { unzipSync } from 'fflate';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runBodyJobs } from '../testing/run-body-jobs.ts';
import { AVATARS, createTestBodies, type TestBodies } from '../testing/test-bodies.ts';

/** Numbers that turn up nowhere by chance. */
const PLANTED = { height: 168.3719, chest: 92.4173, waist: 73.5937, hip: 99.6317 };
const WEIGHT = 61.8371;
const COLOUR = '#a1b2c3';

let test: TestBodies;
const logged: Buffer[] = [];
beforeAll(async () => {
  test = await createTestBodies({ logTo: { write: (text) => void logged.push(Buffer.from(text)) } });
});
afterAll(() => test.close());

/** Every row of every table as text, and bytea columns as the bytes that they are. */
async function dumpDatabase(pool: Pool): Promise<Buffer[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`,
  );
  const dumped: Buffer[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query({ text: `SELECT * FROM ${name}`, rowMode: 'array' });
    for (const value of (rows as unknown[][]).flat()) {
      dumped.push(Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value) ?? ''));
    }
  }
  return dumped;
}

async function dumpObjects(store: StorageDriver): Promise<Buffer[]> {
  const dumped: Buffer[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await store.list({ ...(cursor && { cursor }) });
    for (const { key } of page.objects) {
      const { body, info } = await store.get({ key });
      dumped.push(Buffer.from(JSON.stringify(info)), await buffer(body));
    }
    cursor = page.cursor;
    if (cursor === undefined) return dumped;
  }
}

/** A number as text, and as the bytes of a 64-bit float, in centimetres and metres. */
function traces(value: number): Buffer[] {
  const float = (number: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(number);
    return bytes;
  };
  return [Buffer.from(String(value)), Buffer.from(value.toFixed(2)), float(value), float(value / 100)];
}

const needles = [
  ...[...Object.values(PLANTED), WEIGHT].flatMap(traces),
  ...['female', COLOUR, 'hourglass', 'rectangle', 'glTF', 'undersuit', 'waist 7'].map((text) =>
    Buffer.from(text),
  ),
  Buffer.from([0x89, 0x50, 0x4e, 0x47]),
];

const found = (hay: Buffer[]) =>
  needles
    .filter((needle) => hay.some((part) => part.includes(needle)))
    .map((needle) => needle.toString('latin1'));

it('a raw dump of database, objects and log shows nothing of a body', async () => {
  const id = await test.ready('alice', {
    measurements: PLANTED,
    weight: WEIGHT,
    sex: 'female',
    customization: { skinTone: COLOUR },
  });
  const url = `${AVATARS}/${id}`;
  // what keeps anything of a request, whether it goes well or not
  const odd = { name: 'odd', sex: 'female', measurements: { ...PLANTED, neck: 60 }, weight: WEIGHT };
  await test.call('alice', 'POST', `${AVATARS}/measurement-based`, odd, { 'idempotency-key': 'k1' });
  await test.call('alice', 'POST', `${AVATARS}/measurement-based`, {
    ...odd,
    measurements: { waist: -WEIGHT },
  });
  await test.call('alice', 'PUT', `${url}/measurements?regenerate=true`, {
    measurements: { ...PLANTED, waist: PLANTED.waist + 1 },
    sex: 'female',
  });
  await test.call('alice', 'PATCH', url, { customization: { hairColour: COLOUR } });
  await test.call('alice', 'POST', `${url}/export`, {});
  await runBodyJobs(test.services);
  await test.call('alice', 'GET', `${url}/model?compression=none`);
  await test.call('alice', 'GET', `${url}/thumbnail?angle=front`);

  const { pool } = test.services.database;
  expect(found(await dumpDatabase(pool))).toEqual([]);
  expect(found(await dumpObjects(test.services.store))).toEqual([]);
  expect(Buffer.concat(logged).length).toBeGreaterThan(500);
  expect(found(logged)).toEqual([]);
  // the search itself finds what is there
  expect(found([Buffer.from(JSON.stringify({ waist: PLANTED.waist }))])).toContain(String(PLANTED.waist));
});

it('who erases everything leaves no object, and what was copied before opens no more', async () => {
  const id = await test.ready('gone');
  const { pool } = test.services.database;
  const { rows } = await pool.query('SELECT user_id, sealed FROM avatar.avatars WHERE id = $1', [id]);
  const [{ user_id: userId, sealed }] = rows;
  const context = `avatar/${id}`;
  expect((await test.services.sealing.of(userId)).open(sealed, context).length).toBeGreaterThan(0);
  const models = await pool.query('SELECT id FROM avatar.models WHERE user_id = $1', [userId]);
  expect((await test.call('gone', 'DELETE', AVATARS)).statusCode).toBe(422);
  expect((await test.call('gone', 'DELETE', `${AVATARS}?hard=true`)).json()).toEqual({ erased: 1 });
  expect((await test.call('gone', 'GET', AVATARS)).json().data).toEqual([]);
  const { objects } = await test.services.store.list({ prefix: 'bodies/' });
  expect(objects.filter(({ key }) => key.includes(`/${models.rows[0].id}/`))).toEqual([]);
  const { of } = test.services.sealing;
  await expect(of(userId)).rejects.toMatchObject({ code: 'not_found' });
  // and begins anew, with another key
  await test.ready('gone');
  await expect(of(userId).then((seal) => seal.open(sealed, context))).rejects.toThrow('cannot be opened');
});

it('an export holds everything, and opens only to its owner', async () => {
  const id = await test.ready('mover', { measurements: PLANTED, name: 'Mover' });
  const url = `${AVATARS}/${id}`;
  const asked = (
    await test.call('mover', 'POST', `${url}/export`, { lods: [2], compression: 'draco' })
  ).json();
  const path = new URL(asked.downloadUrl).pathname;
  expect((await test.call('mover', 'GET', path)).json().code).toBe('model_not_ready');
  await runBodyJobs(test.services);
  const archive = await test.call('mover', 'GET', path);
  expect(archive.headers['content-type']).toBe('application/zip');
  const files = unzipSync(archive.rawPayload);
  expect(Object.keys(files).toSorted()).toEqual([
    'avatar.json',
    'body-back.png',
    'body-front.png',
    'body-lod2.glb',
    'body-side.png',
  ]);
  const about = JSON.parse(Buffer.from(files['avatar.json'] as Uint8Array).toString());
  expect(about).toMatchObject({ name: 'Mover', given: { measurements: PLANTED } });
  expect((await test.call('other', 'GET', path)).json().code).toBe('avatar_not_found');
});
