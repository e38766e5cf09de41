import { spawnSync } from 'node:child_process';
import { dirname, join, normalize } from 'node:path';
import * as apps from 'kubernetes-models/apps/v1';
import * as autoscaling from 'kubernetes-models/autoscaling/v2';
import * as batch from 'kubernetes-models/batch/v1';
import * as networking from 'kubernetes-models/networking.k8s.io/v1';
import * as policy from 'kubernetes-models/policy/v1';
import * as core from 'kubernetes-models/v1';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  documents,
  files,
  isKustomization,
  kustomization,
  type Manifest,
  OVERLAY,
  resources,
} from './manifests.ts';

/** Of KEDA, whose schemas are not Kubernetes'. */
const FOREIGN = 'keda.sh/v1alpha1';

type Model = new (manifest: object) => { validate(): void };
const MODELS: Record<string, object> = {
  v1: core,
  'apps/v1': apps,
  'autoscaling/v2': autoscaling,
  'batch/v1': batch,
  'networking.k8s.io/v1': networking,
  'policy/v1': policy,
};

function complaints(manifest: Manifest): string[] {
  const KindModel = (MODELS[manifest.apiVersion] as Record<string, Model> | undefined)?.[manifest.kind];
  if (KindModel === undefined) return [`there is no ${manifest.kind} in ${manifest.apiVersion}`];
  try {
    new KindModel(manifest).validate();
    return [];
  } catch (error) {
    return (error as { errors: { instancePath: string; message: string }[] }).errors.map(
      ({ instancePath, message }) => `${instancePath} ${message}`,
    );
  }
}

/** Every field of it, as paths of keys. */
function fields(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, inner]) => [[...path, key], ...fields(inner, [...path, key])]);
}

function withNonsenseAt(manifest: Manifest, path: (string | number)[]): Manifest {
  const copy = structuredClone(manifest);
  // biome-ignore lint/suspicious/noExplicitAny: whatever there is
  const owner = path.slice(0, -1).reduce<any>((inner, key) => inner[key], copy);
  // Of no type that a schema allows.
  owner[path.at(-1) ?? ''] = () => {};
  return copy;
}

const manifests = files
  .filter((path) => !isKustomization(path))
  .flatMap((path) => documents(path).map((manifest) => ({ path, manifest, name: manifest.metadata.name })));

describe.each(manifests.filter(({ manifest }) => manifest.apiVersion !== FOREIGN))(
  '$manifest.kind $name in $path',
  ({ manifest }) => {
    it('is as Kubernetes wants it', () => {
      expect(complaints(manifest)).toEqual([]);
    });

    // The schemas let unknown fields pass, and so a typing error: only where nonsense is refused is a field known.
    it('has no field that Kubernetes does not know', () => {
      const unknown = [];
      for (const path of fields(manifest)) {
        if (path.length < 2 && (path[0] === 'kind' || path[0] === 'apiVersion')) continue;
        if (complaints(withNonsenseAt(manifest, path)).length === 0) unknown.push(path.join('.'));
      }
      expect(unknown).toEqual([]);
    });
  },
);

it('sees a field that is none', () => {
  const [deployment] = manifests.filter(({ manifest }) => manifest.kind === 'Deployment');
  const misspelt = structuredClone(deployment?.manifest) as Manifest;
  misspelt.spec.template.spec.containers[0].readnessProbe = {};
  const path = ['spec', 'template', 'spec', 'containers', 0, 'readnessProbe'];
  expect(complaints(withNonsenseAt(misspelt, path))).toEqual([]);
});

describe.each(files.filter(isKustomization))('%s', (path) => {
  const folder = dirname(path);
  const { resources: named = [], components = [], patches = [], images = [] } = kustomization(folder);

  it('names what there is, and all of its folder', () => {
    const patchFiles = patches.flatMap((patch) => patch.path ?? []);
    const own = files.filter((file) => dirname(file) === folder && file !== path);
    const mentioned = [...named, ...patchFiles].filter((name) => name.endsWith('.yaml'));
    expect(mentioned.map((name) => join(folder, name)).sort()).toEqual(own);
    for (const other of [...named, ...components].filter((name) => !name.endsWith('.yaml'))) {
      expect(files).toContain(normalize(join(folder, other, 'kustomization.yaml')));
    }
  });

  it('patches and renames only what is there', () => {
    // A component patches what the base brings.
    const all = [...resources(folder), ...resources(join(OVERLAY, '../../base'))];
    const there = all.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    for (const { path: file, patch } of patches) {
      const [target] = file ? documents(join(folder, file)) : [parse(patch ?? '') as Manifest];
      expect(there).toContain(`${target?.kind}/${target?.metadata.name}`);
    }
    const used = JSON.stringify(all);
    for (const { name } of images) expect(used).toContain(`"image":"${name}"`);
  });
});

const hasKubectl = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status === 0;
if (!hasKubectl) console.warn('SKIPPED: kustomize itself on deploy/kubernetes. It needs kubectl.');

it.skipIf(!hasKubectl)('kustomize builds the example, with its images and settings', () => {
  const { stdout, stderr, status } = spawnSync('kubectl', ['kustomize', OVERLAY], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const built = stdout.split(/^---$/m).map((text) => parse(text) as Manifest);
  expect(built.length).toBe(resources(OVERLAY).length);
  expect(stdout.match(/image: .*/g)).toEqual(Array(3).fill('image: registry.example.com/likeness:0.1.0'));
  const config = built.find(({ kind }) => kind === 'ConfigMap');
  expect(config?.data).toMatchObject({ AWS_REGION: 'eu-central-1', STORAGE_BACKEND: 's3' });
});
