import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';
import { type ServicesForTests, servicesForTests } from '../testing/services-for-tests.ts';

let services: ServicesForTests;
const ids: string[] = [];
beforeAll(async () => {
  services = await servicesForTests();
  const { rows } = await services.database.pool.query<{ id: string }>(`
    WITH o AS (INSERT INTO shared.organizations (slug) VALUES ('default') RETURNING id),
    u AS (INSERT INTO shared.users (organization_id, issuer, subject)
      SELECT o.id, who.issuer, who.subject FROM o, (VALUES ('likeness', 'anna'), ('likeness', 'bob'), ('else', 'bob'))
        AS who (issuer, subject) RETURNING *)
    INSERT INTO shared.entities (id, organization_id, type, name)
    SELECT id, organization_id, 'user', subject || issuer FROM u ORDER BY subject, issuer DESC RETURNING id`);
  ids.push(...rows.map(({ id }) => id));
});
afterAll(() => services.close());

test('the operator erases a person, keeps the certificate and checks it later', async () => {
  const { env, folder, database } = services;
  const erased = await runCli(['erase', '--user', 'anna'], env);
  expect(erased).toMatchObject({ code: 0, stderr: '' });
  const certificate = JSON.parse(erased.stdout);
  expect(certificate).toMatchObject({ person: ids[0], by: null, portraits: 0, bodies: 0 });
  const { rows } = await database.pool.query('SELECT subject FROM shared.users WHERE id = $1', [ids[0]]);
  expect(rows).toEqual([{ subject: `erased:${ids[0]}` }]);
  const file = join(folder, 'certificate.json');
  await writeFile(file, erased.stdout);
  expect((await runCli(['erase', 'verify', file], env)).stdout).toBe('The certificate is genuine.\n');
  await writeFile(file, (await readFile(file, 'utf8')).replace('"bodies": 0', '"bodies": 1'));
  expect(await runCli(['erase', 'verify', file], env)).toMatchObject({
    code: 1,
    stderr: 'likeness erase: the certificate is not genuine.\n',
  });
  await writeFile(file, '{}');
  expect((await runCli(['erase', 'verify', file], env)).stderr).toContain('holds no certificate');
});

test('says who is meant when nobody or several are called so', async () => {
  const { env } = services;
  const nobody = await runCli(['erase', '--user', 'anna'], env);
  expect(nobody).toMatchObject({ code: 1, stdout: '' });
  expect(nobody.stderr).toContain('nobody is called so in the organization default.');
  const several = await runCli(['erase', '--user', 'bob'], env);
  expect([several.code, ids.slice(1).every((id) => several.stderr.includes(id))]).toEqual([1, true]);
  expect((await runCli(['erase', '--id', String(ids[2])], env)).code).toBe(0);
  expect((await runCli(['erase', '--id', '00000000-0000-4000-8000-000000000000'], env)).stderr).toContain(
    'nobody has that id.',
  );
  expect((await runCli(['erase', '--id', 'bob'], env)).stderr).toContain('--id takes a UUID.');
  expect((await runCli(['erase'], env)).stderr).toContain('name one person');
});
