import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../apps/cli/src/commands/index.ts';
import { configurationOf, imageEnvironment, ofImage, unknownNames } from './known-names.ts';
import { documents, FOLDER, OVERLAY, ofKind, pods } from './manifests.ts';

const only = (path: string) => documents(path)[0];
const settings: Record<string, string> = {
  ...only(`${FOLDER}/base/config.yaml`)?.data,
  ...only(`${OVERLAY}/config.yaml`)?.data,
  ...only(`${OVERLAY}/secret.example.yaml`)?.stringData,
};
/** Seconds that closing the rest may take. */
const REST = 15;

it('sets only what a server knows, and a server starts with it', () => {
  expect(unknownNames(Object.keys(settings))).toEqual([]);
  const { storage, server, cleanup, jobs } = configurationOf(settings);
  expect(storage.backend).toBe('s3');
  expect(server.trustProxy).toBe(true);
  expect([cleanup.inProcess, jobs.inProcess]).toEqual([false, false]);
});

describe.each(pods())('the pods of $name', ({ name, template }) => {
  const { spec } = template;
  const [container] = spec.containers;

  it('runs a command of the image with the settings', () => {
    const [program, subcommand] = container.args;
    expect(container.command).toBeUndefined();
    expect(program).toBe('likeness');
    expect(Object.keys(COMMANDS)).toContain(subcommand);
    const names = (container.env ?? []).map((variable: { name: string }) => variable.name);
    expect(unknownNames(names)).toEqual([]);
    expect(container.envFrom).toEqual([
      { configMapRef: { name: 'likeness' } },
      { secretRef: { name: 'likeness' } },
    ]);
  });

  it('is given no names of services, which a server would refuse', () => {
    expect(spec.enableServiceLinks).toBe(false);
  });

  it("is locked down, as the image's own user", () => {
    const [user, group] = ofImage('USER')[0]?.split(':').map(Number) ?? [];
    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: group,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(ofKind('ServiceAccount').map(({ metadata }) => metadata.name)).toContain(spec.serviceAccountName);
  });

  it('may write where a server does', () => {
    const mounted = container.volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath);
    expect(mounted.sort()).toEqual([imageEnvironment.LIKENESS_DATA_DIR, '/tmp']);
    const volumes = spec.volumes.map((volume: { name: string }) => volume.name);
    for (const mount of container.volumeMounts) expect(volumes).toContain(mount.name);
  });

  it('has the time that it needs to stop', () => {
    if (spec.restartPolicy === 'Never') return;
    const { shutdownDelay, shutdownTimeout } = configurationOf(settings).server;
    const delay = container.args.includes('server') ? shutdownDelay : 0;
    expect(spec.terminationGracePeriodSeconds, name).toBeGreaterThanOrEqual(
      (delay + shutdownTimeout) / 1_000 + REST,
    );
  });
});

it('asks servers whether they live and whether they can serve, at the port that they listen on', () => {
  const [api] = pods().filter(({ name }) => name === 'likeness-api');
  const [container] = api?.template.spec.containers ?? [];
  expect(container.ports).toEqual([{ name: 'http', containerPort: Number(imageEnvironment.PORT) }]);
  const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe];
  expect(probes.map(({ httpGet }) => `${httpGet.port}${httpGet.path}`)).toEqual([
    'http/health',
    'http/health',
    'http/ready',
  ]);
});

it('a server that stops serves on until every proxy of a cluster has heard of it', () => {
  expect(configurationOf(settings).server.shutdownDelay).toBeGreaterThanOrEqual(5_000);
});

it('every selector finds its pods', () => {
  const selects = (selector: Record<string, string>) =>
    pods().filter(({ template }) =>
      Object.entries(selector).every(([label, value]) => template.metadata.labels[label] === value),
    ).length;
  const selectors = [
    ...ofKind('Deployment').map(({ spec }) => spec.selector.matchLabels),
    ...ofKind('PodDisruptionBudget').map(({ spec }) => spec.selector.matchLabels),
    ...ofKind('NetworkPolicy').map(({ spec }) => spec.podSelector.matchLabels),
    ...ofKind('Service').map(({ spec }) => spec.selector),
    ...pods().flatMap(({ template }) =>
      (template.spec.topologySpreadConstraints ?? []).map(
        (constraint: { labelSelector: { matchLabels: Record<string, string> } }) =>
          constraint.labelSelector.matchLabels,
      ),
    ),
  ];
  expect(selectors.length).toBeGreaterThan(10);
  for (const selector of selectors) expect(selects(selector), JSON.stringify(selector)).toBeGreaterThan(0);
  const [denied] = ofKind('NetworkPolicy').filter(({ metadata }) => metadata.name.endsWith('default-deny'));
  expect(selects(denied?.spec.podSelector.matchLabels)).toBe(pods().length);
});

it('scales servers from 2 to 20 by their processors, workers from 2 to 50 by the queue', () => {
  const deployments = ofKind('Deployment').map(({ metadata }) => metadata.name);
  const scalers = ofKind('HorizontalPodAutoscaler').map(({ spec }) => spec);
  for (const { scaleTargetRef } of scalers) expect(deployments).toContain(scaleTargetRef.name);
  expect(scalers.map((spec) => [spec.scaleTargetRef.name, spec.minReplicas, spec.maxReplicas])).toEqual([
    ['likeness-api', 2, 20],
    ['likeness-worker', 2, 50],
  ]);
  expect(scalers[0].metrics[0].resource).toMatchObject({ name: 'cpu', target: { averageUtilization: 70 } });
  const { metric, target } = scalers[1].metrics[0].external;
  expect(metric.name).toBe('likeness_queue_depth');
  // A third worker comes with the first job beyond a hundred.
  expect(Number(target.averageValue) * scalers[1].minReplicas).toBe(100);
});
