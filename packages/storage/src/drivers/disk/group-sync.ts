import { open } from 'node:fs/promises';
import { codeOf } from './failures.ts';

/**
 * fsync of folders, shared: whoever asks while one is running waits for the next, and all who wait share it.
 * (The running one may have begun before the asker's rename.)
 */
export class GroupSync {
  readonly #running = new Map<string, Promise<void>>();
  readonly #next = new Map<string, Promise<void>>();

  sync(directory: string): Promise<void> {
    const waiting = this.#next.get(directory);
    if (waiting !== undefined) return waiting;
    const before = this.#running.get(directory) ?? Promise.resolve();
    const next = before
      .catch(() => undefined)
      .then(() => {
        this.#next.delete(directory);
        const run = syncDirectory(directory).finally(() => {
          if (this.#running.get(directory) === run) this.#running.delete(directory);
        });
        this.#running.set(directory, run);
        return run;
      });
    this.#next.set(directory, next);
    return next;
  }
}

async function syncDirectory(directory: string): Promise<void> {
  // Windows neither opens folders nor needs it.
  if (process.platform === 'win32') return;
  try {
    const handle = await open(directory, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    // Removed again meanwhile, with all that was in it.
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
