import { mkdir, readdir, readFile, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chaosDriver } from '@likeness/storage';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  addPicture,
  type MadePicture,
  renditionBytes,
  type StoreForTests,
  storeForTests,
} from '../testing/store-for-tests.ts';
import { type AuditReport, audit } from './audit.ts';
import { printReport } from './print-report.ts';

const HOUR = 3_600_000;
let made: StoreForTests;
let picture: MadePicture;

beforeEach(async () => {
  made = await storeForTests();
  picture = await addPicture(made);
  await addPicture(made, { animated: true });
});
afterEach(() => made.close());

const run = (more: { grace?: number; settle?: number } = {}) =>
  audit({
    databaseUrl: made.database.url,
    store: made.store,
    grace: 0,
    patience: HOUR,
    settle: 0,
    parallel: 4,
    temporary: [
      { dir: made.temporaryDir, names: /^upload-/ },
      { dir: join(made.objectsDir, '.tmp'), names: /./ },
    ],
    ...more,
  });

const found = ({ checks }: AuditReport) =>
  checks.flatMap(({ check, listed }) => listed.map(({ subject, what }) => ({ check, subject, what })));

const sql = (text: string, values: unknown[] = []) => made.database.pool.query(text, values);
const pathOf = (key = '') => join(made.objectsDir, key);
const small = () => picture.keys['small.jpeg'] ?? '';

/** What a run finds, provided that its verdict and its table say so too. */
async function breaches() {
  const report = await run();
  const listed = found(report);
  expect(report.clean).toBe(listed.length === 0);
  for (const { subject } of listed) expect(printReport(report)).toContain(subject);
  return listed;
}

const breach = (check: string, subject: string, what: RegExp) => ({
  check,
  subject,
  what: expect.stringMatching(what),
});

test('a store in order is clean, and everything was looked at', async () => {
  const report = await run();
  expect(found(report)).toEqual([]);
  expect(report.clean).toBe(true);
  const examined = Object.fromEntries(report.checks.map(({ check, examined: count }) => [check, count]));
  expect(examined).toMatchObject({
    'references lead to ready pictures': 2,
    'variants read back as recorded': 10,
    'objects have a row': 10,
    'statistics equal the count': 3,
  });
});

describe('every planted breach is named', () => {
  test('a missing object', async () => {
    await made.store.delete({ keys: [small()] });
    expect(await breaches()).toContainEqual(breach('variants read back as recorded', small(), /missing/));
  });

  test('a flipped byte', async () => {
    const bytes = await readFile(pathOf(small()));
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    await writeFile(pathOf(small()), bytes);
    expect(await breaches()).toContainEqual(
      breach('variants read back as recorded', small(), /^other bytes than were recorded$/),
    );
  });

  test('a truncated object', async () => {
    await truncate(pathOf(small()), 50);
    expect(await breaches()).toContainEqual(
      breach('variants read back as recorded', small(), /50 bytes instead of 204/),
    );
  });

  test('an object of another type, its hash recorded as it is', async () => {
    await sql(`UPDATE portrait.variants SET format = 'webp', name = 'other' WHERE key = $1`, [small()]);
    expect(await breaches()).toContainEqual(
      breach('variants read back as recorded', small(), /the bytes are jpeg; served as image\/jpeg/),
    );
  });

  test('an orphan, and one that is young', async () => {
    const key = `blobs/${made.organizationId}/ff/999999/small.jpg`;
    await made.store.put({ key, body: renditionBytes('jpeg') });
    expect(await breaches()).toContainEqual(breach('objects have a row', key, /no row/));
    const report = await run({ grace: HOUR });
    expect(report.clean).toBe(true);
    expect(report.checks.flatMap(({ noted }) => noted)).toMatchObject([{ subject: key }]);
  });

  test('an object of a ready picture that no variant speaks of', async () => {
    const key = `${picture.prefix}small.avif`;
    await made.store.put({ key, body: renditionBytes('avif') });
    expect(await breaches()).toContainEqual(breach('objects have a row', key, /no row/));
  });

  test('an object under a key that is none', async () => {
    await made.store.put({ key: 'blobs/elsewhere.jpg', body: renditionBytes('jpeg') });
    expect(await breaches()).toContainEqual(
      breach('objects have a row', 'blobs/elsewhere.jpg', /not that of a picture/),
    );
  });

  test.each(['small.jpeg', 'small.webp'])('a missing variant row, %s', async (variant) => {
    await sql('DELETE FROM portrait.variants WHERE key = $1', [picture.keys[variant]]);
    expect(await breaches()).toContainEqual(
      breach('ready pictures have all variants', picture.id, new RegExp(`${variant} is missing`)),
    );
  });

  test('a size of a known preset that is wholly missing', async () => {
    await sql(`UPDATE portrait.blobs SET preset = 'unified' WHERE id = $1`, [picture.id]);
    expect(await breaches()).toContainEqual(
      breach('ready pictures have all variants', picture.id, /medium.jpeg is missing/),
    );
  });

  test('a ready picture without any variant', async () => {
    await sql('DELETE FROM portrait.variants WHERE blob_id = $1', [picture.id]);
    expect(await breaches()).toContainEqual(
      breach('ready pictures have all variants', picture.id, /no variant/),
    );
  });

  test('an animation without its still twin', async () => {
    await sql('UPDATE portrait.blobs SET animated = true WHERE id = $1', [picture.id]);
    expect(await breaches()).toContainEqual(
      breach('ready pictures have all variants', picture.id, /small-static.webp is missing/),
    );
  });

  test.each(['pending', 'sweeping'])('a reference to a %s picture', async (state) => {
    const { portraitId } = await addPicture(made, { state });
    expect(await breaches()).toContainEqual(
      breach('references lead to ready pictures', portraitId, new RegExp(`is ${state}`)),
    );
  });

  test('a reference in the history to a picture that is being swept', async () => {
    const { portraitId } = await addPicture(made, { state: 'sweeping' });
    await sql(`UPDATE portrait.portraits SET ended_at = now(), ended_by = 'replaced' WHERE id = $1`, [
      portraitId,
    ]);
    expect(await breaches()).toContainEqual(
      breach('references lead to ready pictures', portraitId, /is sweeping/),
    );
  });

  test('a reference to a picture that does not exist', async () => {
    await sql('ALTER TABLE portrait.portraits DROP CONSTRAINT portraits_blob_id_blobs_id_fk');
    await sql('DELETE FROM portrait.blobs WHERE id = $1', [picture.id]);
    expect(await breaches()).toContainEqual(
      breach('references lead to ready pictures', picture.portraitId, /does not exist/),
    );
  });

  test('a reference into another organization', async () => {
    await sql(
      `WITH other AS (INSERT INTO shared.organizations (slug) VALUES ('other') RETURNING id)
       UPDATE portrait.portraits SET organization_id = other.id FROM other WHERE portraits.id = $1`,
      [picture.portraitId],
    );
    expect(await breaches()).toContainEqual(
      breach('references stay in their organization', picture.portraitId, /elsewhere/),
    );
  });

  test.each(['portraits', 'pictures', 'bytes'])('a wrong counter of %s', async (name) => {
    await sql('INSERT INTO portrait.statistic_deltas (organization_id, name, delta) VALUES ($1, $2, 1)', [
      made.organizationId,
      name,
    ]);
    expect(await breaches()).toContainEqual(
      breach('statistics equal the count', `${made.organizationId} ${name}`, /is kept/),
    );
  });

  test('a key under another storage id', async () => {
    const key = `blobs/${made.organizationId}/00/512/small.jpg`;
    await made.store.move({ from: small(), to: key });
    await sql('UPDATE portrait.variants SET key = $2 WHERE key = $1', [small(), key]);
    expect(await breaches()).toContainEqual(breach('keys lie under their storage id', key, /should be/));
  });

  test('a storage id that will be given again', async () => {
    await sql(`SELECT setval('portrait.storage_ids', 1)`);
    expect(await breaches()).toContainEqual(breach('storage ids never repeat', '2', /given again/));
  });

  test('a storage id that two pictures have', async () => {
    await sql('ALTER TABLE portrait.blobs DROP CONSTRAINT blobs_storage_id_unique');
    await sql('UPDATE portrait.blobs SET storage_id = 1');
    expect(await breaches()).toContainEqual(breach('storage ids never repeat', '1', /2 pictures/));
  });

  test('an entity with two current pictures', async () => {
    await sql('DROP INDEX portrait.portraits_current');
    const { rows } = await sql(
      'INSERT INTO portrait.portraits (organization_id, entity_id, blob_id) SELECT organization_id, entity_id, blob_id FROM portrait.portraits WHERE id = $1 RETURNING entity_id',
      [picture.portraitId],
    );
    expect(await breaches()).toContainEqual(
      breach('one current picture for each entity', rows[0].entity_id, /2 current/),
    );
  });

  test.each(['pending', 'sweeping'])('a row that was left %s', async (state) => {
    const { id, portraitId } = await addPicture(made, { state });
    await sql('DELETE FROM portrait.portraits WHERE id = $1', [portraitId]);
    await sql(`UPDATE portrait.blobs SET touched_at = now() - interval '2 hours' WHERE id = $1`, [id]);
    expect(await breaches()).toContainEqual(breach('unfinished rows are cleaned up', id, /120 minutes/));
  });

  test('a pending row with variants', async () => {
    await sql(`UPDATE portrait.blobs SET state = 'pending' WHERE id = $1`, [picture.id]);
    expect(await breaches()).toContainEqual(
      breach('unfinished rows have no variants', picture.id, /4 variants/),
    );
  });

  test.each(['data', 'store'])('a temporary file in the %s folder', async (where) => {
    const dir = where === 'data' ? made.temporaryDir : join(made.objectsDir, '.tmp');
    await mkdir(dir, { recursive: true });
    const before = new Date(Date.now() - 2 * HOUR);
    await writeFile(join(dir, 'upload-fresh'), '');
    await writeFile(join(dir, 'upload-old'), '');
    await utimes(join(dir, 'upload-old'), before, before);
    expect(await readdir(dir)).toContain('upload-fresh');
    expect(await breaches()).toContainEqual(
      breach('temporary files are cleaned up', 'upload-old', /120 minutes/),
    );
    expect(JSON.stringify(await run())).not.toContain('upload-fresh');
  });
});

test('findings beyond a page are counted, the first are listed', async () => {
  await sql(
    `INSERT INTO portrait.blobs (organization_id, sha256, preset, crop, render_version, storage_id, state,
       upload_size, source_format)
     SELECT $1, sha256(n::text::bytea), 'custom', '', 1, nextval('portrait.storage_ids'), 'ready', 1, 'png'
     FROM generate_series(1, 450) n`,
    [made.organizationId],
  );
  await sql(
    `INSERT INTO portrait.portraits (organization_id, entity_id, blob_id, ended_at, ended_by)
     SELECT organization_id, entity_id, blob_id, now(), 'replaced'
     FROM portrait.portraits, generate_series(1, 5100) WHERE portraits.id = $1`,
    [picture.portraitId],
  );
  const checks = new Map((await run()).checks.map((one) => [one.check, one]));
  const variants = checks.get('ready pictures have all variants');
  expect(variants).toMatchObject({ examined: 452, breaches: 450 });
  expect(variants?.listed).toHaveLength(20);
  expect(checks.get('references lead to ready pictures')).toMatchObject({ examined: 5_102, breaches: 0 });
});

test('docs/reliability.md names every check and what it proves', async () => {
  const docs = await readFile(new URL('../../../../docs/reliability.md', import.meta.url), 'utf8');
  for (const { check, invariants } of (await run()).checks) {
    expect(docs).toContain(`| ${check} | ${invariants.join(' ')} |`);
  }
});

test('a sweep that comes between row and object is no breach', async () => {
  const { store } = made;
  made.store = chaosDriver(store, {
    before: async (method, request) => {
      if (method !== 'get' || !(request as { key: string }).key.startsWith(picture.prefix)) return;
      await sql('DELETE FROM portrait.variants WHERE blob_id = $1', [picture.id]);
      await sql(`UPDATE portrait.blobs SET state = 'sweeping' WHERE id = $1`, [picture.id]);
      await store.delete({ keys: Object.values(picture.keys) });
    },
  });
  const report = await run();
  expect(found(report).filter(({ check }) => check === 'variants read back as recorded')).toEqual([]);
});

test('an old object that a sweep removes at this moment is no breach', async () => {
  const { store } = made;
  const key = `blobs/${made.organizationId}/ff/999999/small.jpg`;
  await store.put({ key, body: renditionBytes('jpeg') });
  let asked = 0;
  made.store = chaosDriver(store, {
    after: async (method) => {
      if (method !== 'exists') return;
      asked++;
      await store.delete({ keys: [key] });
    },
  });
  expect(found(await run({ settle: 10_000 }))).toEqual([]);
  expect(asked).toBe(2);
});

test('it fails when the database cannot be asked', async () => {
  await sql('DROP SCHEMA portrait CASCADE');
  await expect(run()).rejects.toThrow(/portrait/);
});
