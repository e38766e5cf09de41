import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awsClientOptions } from '../aws/client-options.ts';
import { type Config, loadConfig } from '../config/config.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { testMasterKey } from '../testing/test-sealing.ts';
import { openKeyService } from './key-service.ts';
import { fromKeyService, masterKeySource } from './master-key-source.ts';
import { openKeys, openSealing } from './open-sealing.ts';
import { addKmsWrapping, beginRotation, finishRotation, rewrapAll } from './rotation.ts';

const MOTO = process.env.LIKENESS_TEST_MOTO_URL;
const TEXT = Buffer.from('waist 74');

const configOf = (more: Record<string, string> = {}): Config =>
  loadConfig({
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    ...(MOTO && { AWS_ENDPOINT_URL_KMS: MOTO }),
    ...more,
  });

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

async function makeUser(): Promise<string> {
  const { rows } = await database.pool.query<{ id: string }>(
    `WITH o AS (INSERT INTO shared.organizations (slug) VALUES ('acme') RETURNING id)
     INSERT INTO shared.users (organization_id, issuer, subject) SELECT id, 'test', 'ann' FROM o RETURNING id`,
  );
  return rows[0]?.id ?? '';
}

describe.skipIf(MOTO === undefined)('a master key that AWS KMS keeps', () => {
  const client = new KMSClient(awsClientOptions(configOf(), MOTO));
  const createKey = async () => (await client.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? '';
  const source = (keyId: string) => masterKeySource(configOf({ LIKENESS_KMS_KEY_ID: keyId }));

  it('is made at the first start, one for all, and opened at every other', async () => {
    const keyId = await createKey();
    const all = await Promise.all([1, 2, 3].map(() => openSealing(database.db, source(keyId))));
    expect(new Set(all.map(({ fingerprint }) => fingerprint('x'))).size).toBe(1);
    const id = await makeUser();
    const sealed = await all[0]?.toStore(id).then((seal) => seal.seal(TEXT, id));
    const again = await openSealing(database.db, source(keyId));
    expect((await again.of(id)).open(sealed ?? TEXT, id)).toEqual(TEXT);
    const { rows } = await database.pool.query('SELECT kms_wrapped FROM shared.master_keys');
    expect(rows).toHaveLength(1);

    await expect(openSealing(database.db, source(await createKey()))).rejects.toThrow('LIKENESS_KMS_KEY_ID');
    await expect(openSealing(database.db, testMasterKey())).rejects.toThrow('LIKENESS_KMS_KEY_ID: is needed');
  });

  it('opens for this installation only', async () => {
    const service = await openKeyService(configOf(), await createKey());
    const { wrapped, secret } = await service.generate('one');
    expect(await service.open('one', wrapped)).toEqual(secret);
    expect(await service.open('another', wrapped)).toBeUndefined();
  });

  it('takes over from a file, gives way to another key of KMS, and goes to a text, with everything open', async () => {
    const first = await openSealing(database.db, testMasterKey(1));
    const id = await makeUser();
    const sealed = (await first.toStore(id)).seal(TEXT, id);
    await expect(openSealing(database.db, source(await createKey()))).rejects.toThrow('likeness keys rotate');
    const { rows } = await database.pool.query('SELECT id FROM shared.installation');
    const installation: string = rows[0].id;

    let from = testMasterKey(1);
    for (const keyId of [await createKey(), await createKey()]) {
      const to = fromKeyService(configOf(), keyId);
      const next = await to.generate?.(installation);
      if (next === undefined) throw new Error('no key');
      const { given } = await openKeys(database.db, from);
      await beginRotation(database.db, given, next);
      for (const started of [from, to]) {
        const sealing = await openSealing(database.db, started);
        expect((await sealing.of(id)).open(sealed, id)).toEqual(TEXT);
      }
      await rewrapAll(database.db, (await openKeys(database.db, from)).ring);
      await finishRotation(database.db, next.key);
      await expect(openSealing(database.db, from)).rejects.toThrow('LIKENESS_');
      from = to;
    }
    const last = await openKeys(database.db, from);
    const text = testMasterKey(9);
    const key = await text.open(installation, []);
    if (key === undefined) throw new Error('no key');
    await beginRotation(database.db, last.given, { key });
    await rewrapAll(database.db, last.ring);
    await finishRotation(database.db, key);
    expect((await (await openSealing(database.db, text)).of(id)).open(sealed, id)).toEqual(TEXT);
    const left = await database.pool.query('SELECT FROM shared.master_keys');
    expect(left.rowCount).toBe(0);
  });

  it('can be wrapped by another key of KMS and stay the same', async () => {
    const [one, two] = [await createKey(), await createKey()];
    const { given } = await openKeys(database.db, source(one));
    const { rows } = await database.pool.query(
      'SELECT i.id, m.kms_wrapped FROM shared.installation i, shared.master_keys m',
    );
    const service = await openKeyService(configOf(), two);
    await addKmsWrapping(database.db, given, await service.rewrap(rows[0].id, rows[0].kms_wrapped));
    for (const keyId of [one, two]) {
      expect((await openKeys(database.db, source(keyId))).given.check).toEqual(given.check);
    }
    await finishRotation(database.db, given);
    await openKeys(database.db, source(two));
    await makeUser().then(async (id) => (await openSealing(database.db, source(two))).toStore(id));
    await expect(openKeys(database.db, source(one))).rejects.toThrow('LIKENESS_KMS_KEY_ID');
  });

  it('a key that is not there or of another region is named', async () => {
    const refused = (keyId: string, more: Record<string, string> = {}) =>
      openKeys(database.db, masterKeySource(configOf({ LIKENESS_KMS_KEY_ID: keyId, ...more })));
    await expect(refused('f5934834-507a-498a-9a61-a644e2bee5cc')).rejects.toThrow(
      /^LIKENESS_KMS_KEY_ID: is no key of AWS KMS in us-east-1, which AWS_REGION names/,
    );
    await expect(refused('arn:aws:kms:eu-west-1:123456789012:key/1')).rejects.toThrow(
      /^AWS_REGION: is us-east-1, and LIKENESS_KMS_KEY_ID names a key in eu-west-1/,
    );
  });
});

/** A service that answers everything with one refusal. */
async function refusing(status: number, name: string) {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ __type: name, message: 'no' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

it.each([
  [400, 'AccessDeniedException', 'LIKENESS_KMS_KEY_ID: may not be used with these credentials'],
  [400, 'UnrecognizedClientException', 'AWS_ACCESS_KEY_ID: is not accepted by the key service'],
  [400, 'InvalidSignatureException', 'AWS_ACCESS_KEY_ID: is not accepted by the key service'],
  [400, 'DisabledException', 'LIKENESS_KMS_KEY_ID: cannot be used as it is (DisabledException)'],
  [500, 'KMSInternalException', 'AWS_ENDPOINT_URL_KMS: names a key service that does not answer'],
])('%i %s stops the start with the setting to change', async (status, name, sentence) => {
  const service = await refusing(status, name);
  try {
    const config = configOf({ LIKENESS_KMS_KEY_ID: 'any', AWS_ENDPOINT_URL_KMS: service.url });
    await expect(openKeys(database.db, masterKeySource(config))).rejects.toThrow(sentence);
  } finally {
    service.close();
  }
});

it('a key service that is not there stops the start', async () => {
  const service = await refusing(500, 'x');
  service.close();
  const config = configOf({ LIKENESS_KMS_KEY_ID: 'any', AWS_ENDPOINT_URL_KMS: service.url });
  await expect(openKeys(database.db, masterKeySource(config))).rejects.toMatchObject({
    name: 'ConfigurationError',
    variable: 'AWS_ENDPOINT_URL_KMS',
  });
});
