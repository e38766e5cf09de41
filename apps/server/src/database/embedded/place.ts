import { randomBytes } from 'node:crypto';
import { chmod, chown, link, mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigurationError } from '../../errors.ts';
import type { User } from './launcher.ts';

/** Where the parts of an embedded database are. */
export interface Place {
  dataDir: string;
  /** PostgreSQL's own folder. */
  databaseDir: string;
  passwordFile: string;
  logFile: string;
}

export function placeOf(dataDir: string): Place {
  return {
    dataDir,
    databaseDir: join(dataDir, 'database'),
    passwordFile: join(dataDir, 'database.password'),
    logFile: join(dataDir, 'database.log'),
  };
}

/** Makes the data directory when it is not there, closed to others. */
export async function makeDataDir({ dataDir }: Place): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw unusable(dataDir, cause);
  }
}

/**
 * Lets the database's user pass through a data directory of root's that is closed to all: by group, so that
 * nobody else gets in, and without the right to list it.
 */
export async function letPass({ dataDir }: Place, user: User | undefined): Promise<void> {
  if (user === undefined) return;
  const { uid, mode } = await stat(dataDir);
  if (uid !== 0 || (mode & 0o077) !== 0) return;
  await chown(dataDir, 0, user.gid);
  await chmod(dataDir, 0o710);
}

/**
 * The database's password; a random one is made at the first start. Of two who make one at once the first
 * wins and both read the same.
 */
export async function readPassword({ dataDir, databaseDir, passwordFile }: Place): Promise<string> {
  const read = () =>
    readFile(passwordFile, 'utf8').then(
      (text) => text.trim(),
      (cause: NodeJS.ErrnoException) => {
        if (cause.code === 'ENOENT') return undefined;
        throw unusable(dataDir, cause);
      },
    );
  const found = await read();
  if (found !== undefined) return found;
  if ((await stat(databaseDir).catch(() => undefined)) !== undefined) {
    throw new ConfigurationError(
      'LIKENESS_DATA_DIR',
      `${databaseDir} is there, but its password is not: bring ${passwordFile} back.`,
    );
  }
  const draft = `${passwordFile}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(draft, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600, flush: true });
    await link(draft, passwordFile).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EEXIST') throw cause;
    });
  } catch (cause) {
    throw unusable(dataDir, cause);
  } finally {
    await unlink(draft).catch(() => {});
  }
  return (await read()) ?? '';
}

export function unusable(path: string, cause: unknown): ConfigurationError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ConfigurationError('LIKENESS_DATA_DIR', `${path} cannot be used (${reason}).`, { cause });
}
