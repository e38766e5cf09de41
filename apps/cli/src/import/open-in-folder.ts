import { constants, type ReadStream } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { ImportError } from './import-error.ts';

// Windows has neither flag. Non-blocking: a pipe in the folder must not hang the import.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file that lies in a folder, links followed first: what leads out of the folder is refused.
 *
 * @param path relative to the folder, or absolute and within it
 * @throws ImportError `no_such_file`, `outside_folder`, `no_file`
 */
export async function openInFolder(folder: string, path: string): Promise<ReadStream> {
  const root = await realpath(folder);
  const real = await realOf(resolve(root, path));
  if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) {
    throw new ImportError('outside_folder', 'The path leads out of the folder.');
  }
  const handle = await open(real, FLAGS).catch((cause: unknown) => {
    throw missing(cause);
  });
  try {
    if (!(await handle.stat()).isFile()) throw new ImportError('no_file', 'There is no file at the path.');
    // A folder on the way may have become a link since: then the path is another one now.
    if ((await realOf(real)) !== real) {
      throw new ImportError('outside_folder', 'The path changed while it was opened.');
    }
    return handle.createReadStream();
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    throw missing(cause);
  }
}

function missing(cause: unknown): ImportError {
  const { code = 'unknown' } = cause as NodeJS.ErrnoException;
  const message =
    code === 'ENOENT' ? 'There is no file at the path.' : `The path cannot be opened (${code}).`;
  return new ImportError('no_such_file', message, { cause });
}
