import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { configurationOf, imageEnvironment, ofImage, stages, unknownNames } from './known-names.ts';

const copied = (from: string | undefined) =>
  stages.flatMap(({ instructions }) =>
    instructions
      .filter(({ word, options }) => word === 'COPY' && /--from=(\S+)/.exec(options)?.[1] === from)
      .flatMap(({ text }) => text.split(/\s+/).slice(0, -1)),
  );

it('copies the manifest of every workspace, as `npm ci` wants them all', () => {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, unknown> };
  const folders = Object.keys(lock.packages).filter((path) => path !== '' && !path.includes('node_modules'));
  const manifests = folders.map((folder) => `${folder}/package.json`);
  expect(manifests.length).toBeGreaterThan(8);
  expect(copied(undefined)).toEqual(expect.arrayContaining(manifests));
});

it('copies from stages that there are', () => {
  const names = stages.map(({ name }) => name);
  const options = stages.flatMap(({ instructions }) => instructions.map((line) => line.options));
  const sources = options.flatMap((text) => /--from=(\S+)/.exec(text)?.[1] ?? []);
  expect(sources.length).toBeGreaterThan(0);
  expect(names).toEqual(expect.arrayContaining(sources));
});

it('is given nothing but what .dockerignore names, all of which is there', () => {
  const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
  expect(ignored.find((line) => line !== '' && !line.startsWith('#'))).toBe('*');
  const kept = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  for (const path of kept) expect(existsSync(path), path).toBe(true);
  for (const path of copied(undefined).filter((source) => source !== '.')) {
    expect(
      kept.some((name) => `${path}/`.startsWith(`${name}/`)),
      path,
    ).toBe(true);
  }
});

it('sets what the server knows, and starts with it', () => {
  expect(unknownNames(Object.keys(imageEnvironment))).toEqual([]);
  const { server } = configurationOf({});
  expect(server).toMatchObject({ host: '0.0.0.0', port: 3000, dataDir: '/data' });
});

it('runs as a user with a number, listens where it says, and keeps data in its volume', () => {
  expect(ofImage('USER')).toEqual(['1000:1000']);
  expect(ofImage('EXPOSE')).toEqual([imageEnvironment.PORT]);
  expect(ofImage('VOLUME')).toEqual([imageEnvironment.LIKENESS_DATA_DIR]);
  expect(ofImage('HEALTHCHECK')[0]).toContain('healthcheck.mjs');
});
