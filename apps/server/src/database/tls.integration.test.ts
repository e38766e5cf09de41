import { chmod, chown, copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { type Certificates, makeCertificates } from '../testing/certificates.ts';
import { createDebianPostgres, type DebianPostgres, hasDebianPostgres } from '../testing/debian-postgres.ts';
import { openDatabase } from './database.ts';
import { type Listener, listen } from './listen.ts';

const log = pino({ level: 'silent' });

describe.skipIf(!hasDebianPostgres)('TLS to the database', () => {
  let server: DebianPostgres;
  let folder: string;
  let ours: Certificates;
  let strange: Certificates;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'likeness-certificates-'));
    [server, ours, strange] = await Promise.all([
      createDebianPostgres(),
      makeCertificates(folder),
      makeCertificates(folder, 'strange'),
    ]);
    const { uid, gid } = await stat(join(server.folder, 'data'));
    for (const [file, name] of [
      [ours.certificate, 'server.crt'],
      [ours.key, 'server.key'],
    ] as const) {
      const there = join(server.folder, 'data', name);
      await copyFile(file, there);
      await chmod(there, 0o600);
      await chown(there, uid, gid);
    }
    await server.stop();
    await server.configure('ssl = on');
    await server.start();
  });
  afterAll(async () => {
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const address = (parameters: Record<string, string>) => {
    const url = new URL(server.url);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return url.href;
  };
  const open = (url: string) =>
    openDatabase({
      config: loadConfig({ DATABASE_URL: url }),
      log,
      applicationName: 'test',
      patience: 2_000,
    });

  it('sslmode=verify-full with an authority of one’s own: every connection is encrypted', async () => {
    const handle = await open(address({ sslmode: 'verify-full', sslrootcert: ours.authority }));
    const listener = await new Promise<Listener>((resolve) => {
      const made = listen({
        url: () => handle.url,
        channels: { nothing: () => {} },
        onListening: () => resolve(made),
        log,
      });
    });
    const { rows } = await handle.pool.query(
      `SELECT bool_and(ssl) AS encrypted, count(*)::int > 1 AS several
       FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name LIKE 'likeness%'`,
    );
    await listener.stop();
    expect(rows).toEqual([{ encrypted: true, several: true }]);
    await handle.close();
  });

  it.each([
    [
      'another authority',
      () => ({ sslmode: 'verify-full', sslrootcert: strange.authority }),
      /is of an authority that is not trusted here .*sslrootcert=/,
    ],
    [
      'no authority',
      () => ({ sslmode: 'verify-full' }),
      /is of an authority that is not trusted here .*sslrootcert=/,
    ],
    [
      'a file that is not there',
      () => ({ sslmode: 'verify-full', sslrootcert: '/nowhere/ca.pem' }),
      /the file \/nowhere\/ca\.pem that it names cannot be read \(ENOENT\)\.$/,
    ],
  ])('%s stops the start with a sentence', async (_what, parameters, sentence) => {
    const refused = open(address(parameters()));
    await expect(refused).rejects.toThrow(/^DATABASE_URL: /);
    await expect(refused).rejects.toThrow(sentence);
    await expect(refused).rejects.not.toThrow(new URL(server.url).password);
  });

  it('a certificate for another name stops the start', async () => {
    // not among the names of the certificate, and this machine all the same
    const url = new URL(address({ sslmode: 'verify-full', sslrootcert: ours.authority }));
    url.hostname = '127.0.0.2';
    await expect(open(url.href)).rejects.toThrow(
      /^DATABASE_URL: the certificate of the server at [^ ]+ is made out to another name/,
    );
  });

  it('a server without TLS is said to have none', async () => {
    const plain = await createDebianPostgres();
    onTestFinished(() => plain.remove());
    const url = new URL(plain.url);
    url.searchParams.set('sslmode', 'verify-full');
    await expect(open(url.href)).rejects.toThrow(
      /^DATABASE_URL: the server at [^ ]+ does not speak TLS\. Turn it on there, or set sslmode=disable\.$/,
    );
  });
});
