import { once } from 'node:events';
import {
  chown,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigurationError } from '../../errors.ts';
import type { Binaries } from './binaries.ts';
import type { Launcher, User } from './launcher.ts';
import { type Place, unusable } from './place.ts';

/** The superuser that initdb makes; also the name of our database. */
export const DATABASE_USER = 'likeness';

const STAGING = 'database.new-';
/** ms after which a staging folder is nobody's work any more; initdb takes seconds. */
const STALE = 10 * 60_000;

/** True when there is a whole database folder: initdb works elsewhere, and renames when it is done. */
export async function isInitialized({ databaseDir }: Place, { major }: Binaries): Promise<boolean> {
  const version = await readFile(join(databaseDir, 'PG_VERSION'), 'utf8').catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return undefined;
      throw unusable(databaseDir, cause);
    },
  );
  if (version === undefined) return false;
  if (Number(version) !== major) {
    throw new ConfigurationError(
      'LIKENESS_DATA_DIR',
      `${databaseDir} was made by PostgreSQL ${version.trim()}, and this is ${major}. Restore a backup into a new folder.`,
    );
  }
  return true;
}

/** A staging folder that belongs to the database's user. */
export async function makeStaging({ dataDir }: Place, user: User | undefined): Promise<string> {
  await removeStale(dataDir);
  const staging = await mkdtemp(join(dataDir, STAGING));
  if (user !== undefined) await chown(staging, user.uid, user.gid);
  return staging;
}

/**
 * Makes the database folder, in one visible step: an initdb that was cut off leaves only its staging folder.
 * Of two who do this at once, the one that renames first wins; the other's is thrown away.
 */
export async function initialize(
  place: Place,
  staging: string,
  { binaries, launcher, password }: { binaries: Binaries; launcher: Launcher; password: string },
): Promise<void> {
  const cluster = join(staging, 'data');
  const passwordFile = join(staging, 'password');
  const { user } = launcher;
  await mkdir(cluster, { mode: 0o700 });
  // The real password file is closed to the database's user.
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user !== undefined) {
    await chown(cluster, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  const child = launcher.spawn(
    binaries.initdb,
    [
      `--pgdata=${cluster}`,
      `--username=${DATABASE_USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let complaints = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw unusable(place.databaseDir, new Error(`initdb failed: ${complaints.trim()}`));
  try {
    await rename(cluster, place.databaseDir);
    await syncFolder(place.dataDir);
  } catch (error) {
    const { code: reason } = error as NodeJS.ErrnoException;
    if (reason !== 'ENOTEMPTY' && reason !== 'EEXIST') throw unusable(place.databaseDir, error);
  }
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

async function removeStale(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith(STAGING)) continue;
    const path = join(dataDir, name);
    const age = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now());
    if (age > STALE) await rm(path, { recursive: true, force: true });
  }
}
