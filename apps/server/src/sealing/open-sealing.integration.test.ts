import { createHmac, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inTransaction } from '../database/database.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { testMasterKey } from '../testing/test-sealing.ts';
import { inheritedFingerprintKey, masterKeyOf } from './master-key.ts';
import { openSealing } from './open-sealing.ts';
import { sealWith } from './seal.ts';
import { userKeyContext } from './sealing.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const TEXT = Buffer.from('waist 74');

async function makeUser(): Promise<string> {
  const { rows } = await database.pool.query<{ id: string }>(
    `WITH o AS (INSERT INTO shared.organizations (slug) VALUES ('acme') RETURNING id)
     INSERT INTO shared.users (organization_id, issuer, subject) SELECT id, 'test', 'ann' FROM o RETURNING id`,
  );
  return rows[0]?.id ?? '';
}

it('takes any key until something is sealed, then that one only', async () => {
  await openSealing(database.db, testMasterKey(1));
  const sealing = await openSealing(database.db, testMasterKey(2));
  const id = await makeUser();
  const sealed = (await sealing.toStore(id)).seal(TEXT, id);
  await expect(openSealing(database.db, testMasterKey(1))).rejects.toMatchObject({
    name: 'ConfigurationError',
    variable: 'LIKENESS_MASTER_KEY',
  });
  const again = await openSealing(database.db, testMasterKey(2));
  expect((await again.of(id)).open(sealed, id)).toEqual(TEXT);
  expect(again.fingerprint('x')).toBe(sealing.fingerprint('x'));
});

it('ten first starts at once end with the same keys', async () => {
  const all = await Promise.all(Array.from({ length: 10 }, () => openSealing(database.db, testMasterKey())));
  expect(new Set(all.map(({ fingerprint }) => fingerprint('x'))).size).toBe(1);
  const sealed = all[0]?.common.seal(TEXT, 'x') ?? Buffer.alloc(0);
  for (const { common } of all) expect(common.open(sealed, 'x')).toEqual(TEXT);
});

it('what version 0.1 sealed opens: keys of users, secrets of webhooks, public links', async () => {
  const master = masterKeyOf(new Uint8Array(32).fill(7));
  const user = await makeUser();
  const own = randomBytes(32);
  const webhook = 'f5934834-507a-498a-9a61-a644e2bee5cc';
  const { pool } = database;
  await pool.query('INSERT INTO shared.installation (master_key_check) VALUES ($1)', [master.check]);
  await pool.query('INSERT INTO shared.user_keys (user_id, wrapped) VALUES ($1, $2)', [
    user,
    master.seal.seal(own, userKeyContext(user)),
  ]);
  await pool.query(
    `INSERT INTO shared.webhooks (id, organization_id, url, topics, sealed_secret)
     SELECT $1, id, 'https://example.org', '{*}', $2 FROM shared.organizations`,
    [webhook, master.seal.seal(Buffer.from('whsec'), `webhook/${webhook}`)],
  );
  await expect(openSealing(database.db, testMasterKey(8))).rejects.toThrow('LIKENESS_MASTER_KEY');
  for (const sealing of [
    await openSealing(database.db, testMasterKey()),
    await openSealing(database.db, testMasterKey()),
  ]) {
    const sealed = sealWith(own).seal(TEXT, 'avatar/1');
    expect((await sealing.of(user)).open(sealed, 'avatar/1')).toEqual(TEXT);
    const { rows } = await pool.query('SELECT sealed_secret FROM shared.webhooks');
    expect(sealing.common.open(rows[0].sealed_secret, `webhook/${webhook}`).toString()).toBe('whsec');
    expect(sealing.fingerprint('link/1')).toBe(
      createHmac('sha256', inheritedFingerprintKey(master)).update('link/1').digest('hex'),
    );
  }
});

it('a key is made for what somebody brings in, never for looking, and never for nobody', async () => {
  const sealing = await openSealing(database.db, testMasterKey());
  const id = await makeUser();
  const late = () => sealing.of(id);
  await expect(late()).rejects.toMatchObject({ code: 'not_found' });
  await sealing.toStore(id);
  await late();
  await inTransaction(database.db, (tx) => sealing.destroy(tx, id));
  await expect(late()).rejects.toMatchObject({ code: 'not_found' });
  await expect(sealing.toStore('f5934834-507a-498a-9a61-a644e2bee5cc')).rejects.toMatchObject({
    code: 'not_found',
  });
});
