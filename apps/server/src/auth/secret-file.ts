import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigurationError } from '../errors.ts';

/**
 * A secret of 256 bits kept in a file of mode 0600, made on first use. Processes that make it at the same
 * moment end with the same one: the whole file is linked to its name, and only the first link holds.
 *
 * @throws ConfigurationError when the file can be neither read nor made, or is damaged
 */
export async function secretFile(path: string): Promise<Uint8Array> {
  const secret = (await readIfThere(path)) ?? (await makeSecret(path));
  if (secret.length < 32) {
    throw new ConfigurationError('LIKENESS_DATA_DIR', `${path} is damaged. Delete it to get a new secret.`);
  }
  return new TextEncoder().encode(secret);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cannotUse(path, error);
  }
}

async function makeSecret(path: string): Promise<string> {
  const temporary = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(`${randomBytes(32).toString('base64url')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw cannotUse(path, error);
  } finally {
    await rm(temporary, { force: true }).catch(() => {});
  }
}

function cannotUse(path: string, cause: unknown): ConfigurationError {
  const { code } = cause as NodeJS.ErrnoException;
  return new ConfigurationError('LIKENESS_DATA_DIR', `${path} cannot be read or made (${code}).`, { cause });
}
