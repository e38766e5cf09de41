import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { COMMANDS } from '../../apps/cli/src/commands/index.ts';
import { configurationOf, imageEnvironment, unknownNames } from './known-names.ts';

interface Service {
  image?: string;
  build?: string;
  command?: string | string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { disable?: boolean; test?: string[] };
  volumes?: string[];
  ports?: string[];
  stop_grace_period?: string;
}
interface Compose {
  services: Record<string, Service>;
  volumes?: Record<string, null>;
}

const read = (path: string) => readFileSync(path, 'utf8');
const compose = (path: string) => parse(read(path), { merge: true }) as Compose;
const fleet = compose('compose.yml');
const localstack = compose('docker-compose.localstack.yml');
const example = parseEnv(read('deploy/compose.env.example')) as Record<string, string>;
const ours = Object.entries(fleet.services).filter(([, { image }]) => image?.startsWith('likeness:'));

/** What the images of others understand. */
const OF_OTHERS: Record<string, string[]> = {
  postgres: ['POSTGRES_USER', 'POSTGRES_DB', 'POSTGRES_PASSWORD'],
  redis: ['REDIS_PASSWORD'],
  s3: ['ROOT_ACCESS_KEY', 'ROOT_SECRET_KEY'],
  mongo: ['MONGO_INITDB_ROOT_USERNAME', 'MONGO_INITDB_ROOT_PASSWORD'],
  localstack: ['SERVICES', 'PERSISTENCE'],
};

/** `${NAME:-default}` and `${NAME:?what to do}`, as Compose fills them in. */
const filled = (text: string) =>
  text.replaceAll(/\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g, (_whole, name: string, fallback?: string) => {
    return example[name] || fallback || `${name.toLowerCase()}-of-32-characters-or-more-000`;
  });

describe('compose.yml', () => {
  it('asks a server for nothing but settings that there are, with which it starts', () => {
    expect(ours.map(([name]) => name).sort()).toEqual(['app', 'migrate', 'storage-setup', 'worker']);
    for (const [, { environment = {} }] of ours) {
      expect(unknownNames(Object.keys(environment))).toEqual([]);
      const values = Object.entries(environment).map(([name, value]) => [name, filled(String(value))]);
      const config = configurationOf(Object.fromEntries(values));
      expect(config.storage.backend).toBe('s3');
      expect(config.server.shutdownTimeout / 1_000).toBeLessThan(
        Number.parseInt(fleet.services.app?.stop_grace_period ?? '0', 10) - 10,
      );
    }
  });

  it('runs commands that there are', () => {
    for (const [name, { command = ['likeness', 'server'] }] of ours) {
      const [program, subcommand = ''] = command as string[];
      expect(program, name).toBe('likeness');
      expect(Object.keys(COMMANDS), name).toContain(subcommand);
    }
  });

  it('takes every secret from .env, of which the example tells', () => {
    const named = [...read('compose.yml').matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name ?? '');
    expect(named.length).toBeGreaterThan(5);
    expect(Object.keys(example)).toEqual(expect.arrayContaining(named));
    const used = new Set([...read('compose.yml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
    for (const name of Object.keys(example)) expect(used, name).toContain(name);
  });

  it('leaves .env readable to `likeness`, which refuses LIKENESS_ names that it does not know', () => {
    const names = Object.keys(example).filter((name) => name.startsWith('LIKENESS_'));
    expect(unknownNames(names)).toEqual([]);
  });

  it('puts nginx in front of the service and the port that listen', () => {
    expect(read('deploy/nginx/upstream.conf')).toContain(`server app:${imageEnvironment.PORT} resolve`);
    const [, listens] = /listen (\d+);/.exec(read('deploy/nginx/likeness.conf')) ?? [];
    expect(filled(fleet.services.nginx?.ports?.[0] ?? '')).toMatch(new RegExp(`:${listens}$`));
  });
});

describe.each([
  ['compose.yml', fleet],
  ['docker-compose.localstack.yml', localstack],
])('%s', (_path, { services, volumes = {} }) => {
  it('pins every image that it does not build', () => {
    for (const [name, { image = '' }] of Object.entries(services)) {
      expect(filled(image), name).toMatch(/^[\w./-]+:v?\d+[\w.-]*$/);
    }
  });

  it('gives the images of others the names that they know', () => {
    const theirs = Object.entries(services).filter(([, { image }]) => !image?.startsWith('likeness:'));
    for (const [name, { environment = {} }] of theirs) {
      expect(OF_OTHERS[name] ?? []).toEqual(expect.arrayContaining(Object.keys(environment)));
    }
  });

  it('waits for services that there are, and for health only where it is asked', () => {
    for (const { depends_on = {} } of Object.values(services)) {
      for (const [name, { condition }] of Object.entries(depends_on)) {
        const target = services[name];
        expect(target, name).toBeDefined();
        if (condition !== 'service_healthy') continue;
        expect(target?.healthcheck?.test !== undefined || target?.build !== undefined, name).toBe(true);
      }
    }
  });

  it('mounts volumes and files that there are', () => {
    const mounts = Object.values(services).flatMap((service) => service.volumes ?? []);
    for (const mount of mounts) {
      const [source = ''] = mount.split(':');
      expect(source.startsWith('.') ? existsSync(source) : source in volumes, mount).toBe(true);
    }
  });
});

it('deploy/localstack.env leads a server to docker-compose.localstack.yml', () => {
  const settings = parseEnv(read('deploy/localstack.env')) as Record<string, string>;
  expect(unknownNames(Object.keys(settings))).toEqual([]);
  const { cdn, s3, secrets } = configurationOf(settings);
  const published = Object.values(localstack.services).flatMap(({ ports = [] }) => ports);
  for (const url of [s3.endpoint, secrets.kmsEndpoint, cdn.endpoint]) {
    expect(published.some((port) => port.startsWith(`${new URL(url ?? '').host}:`))).toBe(true);
  }
});
