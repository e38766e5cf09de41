import { readFileSync } from 'node:fs';
import { loadConfig } from '../../apps/server/src/config/config.ts';
import { SETTINGS } from '../../apps/server/src/config/settings.ts';
// @ts-expect-error: a script without types
import { readDockerfile } from '../dockerfile.mjs';

/** What the image sets for Node and its libraries, not for us. */
const OF_THE_IMAGE = ['NODE_ENV', 'PATH', 'LD_PRELOAD', 'MALLOC_CONF'];

const known = new Set<string>([
  ...OF_THE_IMAGE,
  ...Object.values(SETTINGS).flatMap((setting) => setting.names),
]);

/** Those of the names that mean nothing to a server. */
export const unknownNames = (names: Iterable<string>) => [...names].filter((name) => !known.has(name));

interface Instruction {
  word: string;
  options: string;
  text: string;
}
export interface Stage {
  name: string;
  from: string;
  instructions: Instruction[];
}

export const stages: Stage[] = readDockerfile(readFileSync('Dockerfile', 'utf8'));

/** The words of the last stage's instructions of one kind, as `ENV`. */
export const ofImage = (word: string) =>
  (stages.at(-1)?.instructions ?? []).filter((line) => line.word === word).map(({ text }) => text);

/** The environment that the image itself sets. */
export const imageEnvironment: Record<string, string> = Object.fromEntries(
  ofImage('ENV')
    .flatMap((text) => text.split(/\s+/))
    .map((pair) => pair.split(/=(.*)/s).slice(0, 2)),
);

/** The configuration of a process of the image with these settings. @throws ConfigurationError */
export const configurationOf = (settings: Record<string, string>) =>
  loadConfig({ ...imageEnvironment, ...settings });
