import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createIdentities, OWN_ISSUER } from '@likeness/server';
import { photo } from '@likeness/test-kit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { runCli, startCli } from '../testing/run-cli.ts';
import { type ServicesForTests, servicesForTests } from '../testing/services-for-tests.ts';
import { importAll } from './import-all.ts';
import type { ImportContext, ImportResult } from './import-picture.ts';
import { openReport } from './report-file.ts';
import type { InputRow } from './rows.ts';

const MAX = 100_000;
let services: ServicesForTests;
let server: Server;
let base: string;
let pictures: Buffer[];
/** What the server answers next, by path. */
let answers: Map<string, (response: ServerResponse) => void>;
let requested: string[];

beforeAll(async () => {
  pictures = await Promise.all([1, 2, 3].map((seed) => photo({ width: 80, height: 60, seed })));
  server = createServer((request, response) => {
    const path = request.url ?? '';
    requested.push(path);
    const number = /^\/(\d)$/.exec(path)?.[1];
    const answer = answers.get(path);
    if (answer) answer(response);
    else if (number !== undefined) response.end(pictures[Number(number)]);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  answers = new Map();
  requested = [];
  services = await servicesForTests({ AVATAR_MAX_FILE_SIZE: String(MAX) });
});
afterEach(() => services.close());

const row = (line: number, userId: string, source: string): InputRow => ({ line, userId, source });

async function run(rows: InputRow[], more: Partial<ImportContext> & { report?: string } = {}) {
  const { report: path, ...context } = more;
  const report = path === undefined ? undefined : await openReport(path, { resume: true });
  const results: (ImportResult | 'done before')[] = [];
  async function* input() {
    yield* rows;
  }
  await importAll({
    rows: input(),
    context: {
      services,
      identities: createIdentities(services.database.db),
      organization: 'default',
      issuer: OWN_ISSUER,
      source: { allowPrivate: true, idleTimeout: 2_000 },
      timeout: 20_000,
      overwrite: false,
      dryRun: false,
      ...context,
    },
    parallel: 1,
    report,
    signal: new AbortController().signal,
    onResult: (result) => results.push(result),
  });
  report?.close();
  return results;
}

async function currentOf(userId: string): Promise<string | undefined> {
  const { rows } = await services.database.pool.query<{ avatar_id: string }>(
    'SELECT avatar_id FROM portrait.legacy_users WHERE id = $1',
    [userId],
  );
  return rows[0]?.avatar_id ?? undefined;
}

test('from the web and from a folder; equal bytes are stored once', async () => {
  const folder = join(services.folder, 'pictures');
  await mkdir(folder);
  await writeFile(join(folder, 'one.jpg'), pictures[0] ?? '');
  const results = await run(
    [row(1, 'alice', `${base}/0`), row(2, 'bob', 'one.jpg'), row(3, 'carol', `${base}/1`)],
    {
      source: { allowPrivate: true, folder },
    },
  );
  expect(results).toMatchObject([
    { line: 1, userId: 'alice', status: 'imported' },
    { line: 2, userId: 'bob', status: 'duplicate' },
    { line: 3, userId: 'carol', status: 'imported' },
  ]);
  expect(await currentOf('alice')).toBe(await currentOf('bob'));
  const { rows } = await services.database.pool.query('SELECT FROM portrait.blobs');
  expect(rows.length).toBe(2);
});

test('a picture that a user has is kept, unless it is to be replaced', async () => {
  await run([row(1, 'alice', `${base}/0`)]);
  const before = await currentOf('alice');
  requested = [];
  expect(await run([row(1, 'alice', `${base}/1`)])).toMatchObject([{ status: 'skipped', avatarId: before }]);
  expect(requested).toEqual([]);
  expect(await run([row(1, 'alice', `${base}/0`)], { overwrite: true })).toMatchObject([
    { status: 'unchanged', avatarId: before },
  ]);
  expect(await run([row(1, 'alice', `${base}/1`)], { overwrite: true })).toMatchObject([
    { status: 'imported' },
  ]);
  expect(await currentOf('alice')).not.toBe(before);
});

test('a picture that arrives during the download is kept', async () => {
  answers.set('/slow', (response) => {
    void run([row(1, 'alice', `${base}/1`)]).then(() => response.end(pictures[0]));
  });
  expect(await run([row(1, 'alice', `${base}/slow`)])).toMatchObject([{ status: 'skipped' }]);
});

test('every failure has its code, and leaves neither a user nor a temporary file', async () => {
  answers.set('/huge', (response) => {
    for (let sent = 0; sent <= MAX; sent += 10_000) response.write(Buffer.alloc(10_000, 1));
    response.end();
  });
  answers.set('/silent', (response) => response.write('x'));
  answers.set('/cut', (response) => {
    response.writeHead(200, { 'content-length': '5000' });
    response.write('x', () => response.destroy());
  });
  answers.set('/text', (response) =>
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end('no picture'),
  );
  answers.set('/empty', (response) => response.end());
  const secret = join(services.folder, 'secret.jpg');
  const folder = join(services.folder, 'pictures');
  await mkdir(folder);
  await writeFile(secret, pictures[0] ?? '');
  await symlink(secret, join(folder, 'link.jpg'));
  const cases: [string, string][] = [
    [`${base}/404`, 'http_404'],
    [`${base}/huge`, 'file_too_large'],
    [`${base}/silent`, 'cut_off'],
    [`${base}/cut`, 'cut_off'],
    [`${base}/text`, 'unsupported_image'],
    [`${base}/empty`, 'empty_file'],
    ['ftp://example.org/a.jpg', 'unsupported_address'],
    ['../secret.jpg', 'outside_folder'],
    ['link.jpg', 'outside_folder'],
  ];
  const results = await run(
    cases.map(([source], at) => row(at + 1, `user${at}`, source)),
    { source: { allowPrivate: true, folder, idleTimeout: 500 } },
  );
  expect(results).toMatchObject(cases.map(([, code]) => ({ status: 'failed', code })));
  const { rows } = await services.database.pool.query('SELECT FROM shared.users');
  expect(rows).toEqual([]);
  expect(JSON.stringify(results)).not.toContain(base);
  const { temporaryDir } = services.config.pictures;
  expect(await readdir(temporaryDir)).toEqual([]);
});

test('a body that drips is cut off when the time for one download is over', async () => {
  answers.set('/drip', (response) => {
    const timer = setInterval(() => response.write('x'), 50);
    response.on('close', () => clearInterval(timer));
  });
  expect(await run([row(1, 'alice', `${base}/drip`)], { timeout: 500 })).toMatchObject([
    { code: 'timed_out' },
  ]);
});

test('inner addresses are refused unless they are allowed', async () => {
  const results = await run([row(1, 'alice', `${base}/0`)], { source: { allowPrivate: false } });
  expect(results).toMatchObject([{ status: 'failed', code: 'private_address' }]);
  expect(requested).toEqual([]);
});

test('a dry run stores nothing', async () => {
  const rows = [row(1, 'alice', `${base}/0`), row(2, 'bob', `${base}/404`)];
  expect(await run(rows, { dryRun: true })).toMatchObject([{ status: 'valid' }, { code: 'http_404' }]);
  const { rows: users } = await services.database.pool.query('SELECT FROM shared.users');
  expect(users).toEqual([]);
});

test('a later run skips what is done and tries again what failed', async () => {
  const report = join(services.folder, 'report.ndjson');
  const rows = [row(1, 'alice', `${base}/0`), row(2, 'bob', `${base}/later`), { line: 3, problem: 'torn' }];
  expect(await run(rows, { report })).toMatchObject([
    { status: 'imported' },
    { code: 'http_404' },
    { line: 3 },
  ]);
  await writeFile(report, '{"line":9,"status":"imp', { flag: 'a' });
  answers.set('/later', (response) => response.end(pictures[1]));
  requested = [];
  expect(await run(rows, { report })).toMatchObject(['done before', { status: 'imported' }, { line: 3 }]);
  expect(requested).toEqual(['/later']);
  expect(await run(rows.slice(0, 2), { report })).toEqual(['done before', 'done before']);
});

test('the command, killed in the middle and called again, imports everybody', async () => {
  const input = join(services.folder, 'users.csv');
  const users = Array.from({ length: 12 }, (_, at) => `user${at}`);
  await writeFile(
    input,
    `userId,url\n${users.map((user, at) => `${user},${base}/${at % 3}?${at}`).join('\n')}\n`,
  );
  const reached = new Promise<void>((resolve) => {
    users.forEach((_, at) => {
      answers.set(`/${at % 3}?${at}`, (response) => {
        if (at < 7) response.end(pictures[at % 3]);
        else resolve(); // never answers
      });
    });
  });
  const args = ['import', '--from', input, '--allow-private', '--parallel', '2'];
  const first = startCli(args, services.env);
  await reached;
  first.child.kill('SIGKILL');
  await first.ended;
  for (let at = 7; at < 12; at++) {
    answers.set(`/${at % 3}?${at}`, (response) => response.end(pictures[at % 3]));
  }
  const second = await runCli(args, services.env);
  expect(second).toMatchObject({ code: 0, stdout: expect.stringMatching(/done before/) });
  for (const user of users) expect(await currentOf(user)).toBeDefined();
  const lines = (await readFile(`${input}.report.ndjson`, 'utf8')).trim().split('\n').filter(Boolean);
  const imported = lines.map((line) => JSON.parse(line)).filter(({ status }) => status !== 'skipped');
  expect(new Set(imported.map(({ userId }) => userId)).size).toBe(imported.length);
});

test('Ctrl-C ends after the rows under way', async () => {
  const input = join(services.folder, 'users.ndjson');
  const rows = [0, 1, 2].map(
    (at) => `${JSON.stringify({ userId: `user${at}`, url: `${base}/wait${at}` })}\n`,
  );
  await writeFile(input, rows.join(''));
  const reached = new Promise<ServerResponse>((resolve) => answers.set('/wait0', resolve));
  const args = ['import', '--from', input, '--allow-private', '--parallel', '1'];
  const { child, ended } = startCli(args, services.env);
  const response = await reached;
  const said = new Promise((resolve) => child.stderr?.once('data', resolve));
  child.kill('SIGINT');
  await said;
  response.end(pictures[0]);
  expect(await ended).toMatchObject({ code: 1, stdout: expect.stringMatching(/imported\s+1\n/) });
  expect(requested).toEqual(['/wait0']);
  expect(await currentOf('user0')).toBeDefined();
});

test('the users that the database knows an address of', async () => {
  await services.database.pool.query(
    `INSERT INTO public.users (id, avatar_url, organization) VALUES
       ('alice', $1, 'default'), ('bob', $2, 'other'), ('carol', NULL, 'default')`,
    [`${base}/0`, `${base}/404`],
  );
  const run1 = await runCli(['import', '--from', 'database', '--allow-private'], services.env);
  expect(run1).toMatchObject({ code: 1, stderr: expect.stringMatching(/http_404/) });
  expect(await currentOf('alice')).toBeDefined();
  const { rows } = await services.database.pool.query('SELECT migrate_existing_avatars() AS waiting');
  expect(rows).toEqual([{ waiting: '1' }]);
});
