import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

export const FOLDER = 'deploy/kubernetes';
export const OVERLAY = `${FOLDER}/overlays/example`;

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Record<string, string> };
  // biome-ignore lint/suspicious/noExplicitAny: what is in it is what the tests are about
  [field: string]: any;
}

export interface Kustomization {
  resources?: string[];
  components?: string[];
  patches?: { path?: string; patch?: string }[];
  images?: { name: string; newName?: string; newTag?: string }[];
}

export const isKustomization = (path: string) => path.endsWith('kustomization.yaml');

/** Every YAML file below the folder. */
export const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .map((path) => join(FOLDER, path))
  .sort();

/** @throws when it is no YAML */
export function documents(path: string): Manifest[] {
  return parseAllDocuments(readFileSync(path, 'utf8')).map((document) => {
    const [error] = document.errors;
    if (error) throw error;
    return document.toJS() as Manifest;
  });
}

export const kustomization = (folder: string) =>
  documents(join(folder, 'kustomization.yaml'))[0] as unknown as Kustomization;

/** The resources that a kustomization brings, its bases' included; patches are not applied. */
export function resources(folder: string): Manifest[] {
  return (kustomization(folder).resources ?? []).flatMap((name) =>
    name.endsWith('.yaml') ? documents(join(folder, name)) : resources(join(folder, name)),
  );
}

/** The manifests of the base, of one kind. */
export const ofKind = (kind: string) =>
  resources(join(FOLDER, 'base')).filter((manifest) => manifest.kind === kind);

/** The pods that the base makes, by the name of what makes them. */
export const pods = () =>
  ['Deployment', 'Job']
    .flatMap(ofKind)
    .map(({ metadata, spec }) => ({ name: metadata.name, template: spec.template }));
