import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigurationError } from '../errors.ts';
import { HAS_REDIS_SERVER, type RedisServer, startRedisServer } from '../testing/redis-server.ts';
import { openRedis } from './open-redis.ts';
import { check } from './reach-redis.ts';

const silent = pino({ level: 'silent' });
const open = (url: string, log = silent) => openRedis({ url, prefix: 'test', log, patience: 300 });
const refusal = async (url: string) => {
  const error = await open(url).then(
    (redis) => redis.close(),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConfigurationError);
  expect((error as ConfigurationError).variable).toBe('REDIS_URL');
  return (error as ConfigurationError).message;
};

test('a server that is too old, a replica or of a cluster is refused', () => {
  const info = (more: Record<string, string>) =>
    new Map(Object.entries({ redis_version: '7.0.15', role: 'master', cluster_enabled: '0', ...more }));
  expect(check(info({})).version).toBe('7.0.15');
  expect(check(info({ redis_version: '6.2.0' })).version).toBe('6.2.0');
  expect(() => check(info({ redis_version: '6.0.16' }))).toThrow('Redis 6.0.16; Likeness needs 6.2');
  expect(() => check(info({ redis_version: '5.9.9' }))).toThrow('6.2');
  expect(() => check(info({ role: 'slave' }))).toThrow('replica');
  expect(() => check(info({ cluster_enabled: '1' }))).toThrow('Cluster');
});

test('nobody there: a sentence that names the variable and no password', async () => {
  const said = await refusal('redis://ann:hush@127.0.0.1:1');
  expect(said).toContain('127.0.0.1:1 cannot be reached');
  expect(said).not.toContain('hush');
});

describe.skipIf(!HAS_REDIS_SERVER)('a Redis of its own (redis-server)', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer(['--requirepass', 'right', '--maxmemory-policy', 'allkeys-lru']);
  });
  afterAll(() => server.drop());

  test('the wrong password, none, and a database that it has not', async () => {
    const address = `127.0.0.1:${server.port}`;
    const wrong = await refusal(`redis://:wrong@${address}`);
    expect(wrong).toContain('refuses the user or the password');
    expect(wrong).not.toContain('wrong@');
    expect(await refusal(`redis://${address}`)).toContain('refuses the user or the password');
    expect(await refusal(`redis://:right@${address}/99`)).toContain('does not let us work with it');
  });

  test('one that leaves while it is opened: a sentence, and nobody who goes on trying', async () => {
    let connections = 0;
    const relay = createServer((socket) => {
      connections += 1;
      if (connections > 1) return void socket.destroy();
      const onward = connect(server.port, '127.0.0.1');
      for (const end of [socket, onward]) end.on('error', () => {});
      socket.pipe(onward).pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(relay, 'listening');
    const { port } = relay.address() as AddressInfo;
    expect(await refusal(`redis://:right@127.0.0.1:${port}`)).toContain('went away during the start');
    const before = connections;
    expect(before).toBeGreaterThan(1);
    // some tries long: the first would come after 50 ms
    await delay(500);
    expect(connections).toBe(before);
    relay.close();
  });

  test('one that throws keys away is said to do so', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) });
    const redis = await open(`redis://:right@127.0.0.1:${server.port}`, log);
    redis.close();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('noeviction');
  });
});

describe.skipIf(!HAS_REDIS_SERVER)('TLS (redis-server, openssl)', () => {
  test('rediss:// with an authority of our own, and not without', async () => {
    const plain = await startRedisServer();
    await plain.kill();
    const file = (name: string) => join(plain.folder, name);
    const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    openssl(
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      file('key.pem'),
      '-out',
      file('cert.pem'),
      ...subject,
    );
    const secure = await startRedisServer([
      '--tls-port',
      `${plain.port}`,
      '--tls-cert-file',
      file('cert.pem'),
      '--tls-key-file',
      file('key.pem'),
      '--tls-auth-clients',
      'no',
    ]);
    try {
      const url = `rediss://localhost:${plain.port}`;
      expect(await refusal(url)).toContain('NODE_EXTRA_CA_CERTS');
      const child = fork(fileURLToPath(new URL('../testing/redis-process.ts', import.meta.url)), [url], {
        execArgv: ['--conditions=source', '--import', 'tsx'],
        env: { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: file('cert.pem') },
      });
      expect(await Promise.race([once(child, 'message'), once(child, 'exit')])).toEqual(['PONG', undefined]);
    } finally {
      await secure.drop();
      await plain.drop();
    }
  });
});

describe.skipIf(!HAS_REDIS_SERVER)('a Redis that is killed and started', () => {
  test('commands fail at once meanwhile, and work again', async () => {
    const server = await startRedisServer();
    const redis = await open(server.url);
    try {
      await server.kill();
      await expect.poll(() => redis.ready).toBe(false);
      await expect(redis.client.get('key')).rejects.toThrow();
      const back = new Promise<void>((resolve) => redis.onBack(resolve));
      await server.start();
      await back;
      expect(await redis.client.get('key')).toBeNull();
      expect(redis.connect('patient')).toBeInstanceOf(Redis);
    } finally {
      redis.close();
      await server.drop();
    }
  });
});
