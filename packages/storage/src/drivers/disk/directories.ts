import { lstat, mkdir, realpath, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StorageError } from '../../errors.ts';
import { codeOf, isMissing } from './failures.ts';
import { GroupSync } from './group-sync.ts';

const MAX_REMEMBERED = 50_000;
const MAX_ATTEMPTS = 100;

/**
 * The folders below the root: made when a put needs them, removed when a delete empties them, both at once.
 *
 * A new folder is durable when its parent was synced after it was made. Which ones are is remembered, so that
 * a put into an old folder pays for one fsync and not for one per level. A folder that another process removed
 * and made again in the same instant may be believed durable too early; ext4, XFS and btrfs write the parents
 * with the file anyway.
 */
export class Directories {
  readonly #root: string;
  readonly #group = new GroupSync();
  readonly #durable = new Set<string>();
  readonly #ensuring = new Map<string, Promise<void>>();
  #removals = 0;

  /** @param root a real path */
  constructor(root: string) {
    this.#root = root;
  }

  /** Runs `act` with the folder there; again when a delete took the folder away in between. */
  async within<T>(directory: string, act: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#ensure(directory);
        return await act();
      } catch (error) {
        if (codeOf(error) !== 'ENOENT' || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  /** Whether the folder is there and no symbolic link leads to it. */
  async holds(directory: string): Promise<boolean> {
    try {
      return (await realpath(directory)) === directory;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  /** Resolves when the folder's entries, and the folder itself, survive a power cut. */
  async sync(directory: string): Promise<void> {
    const removals = this.#removals;
    const made: string[] = [];
    const pending = [this.#group.sync(directory)];
    for (let at = directory; at !== this.#root && !this.#durable.has(at); at = dirname(at)) {
      made.push(at);
      pending.push(this.#group.sync(dirname(at)));
    }
    await Promise.all(pending);
    if (removals !== this.#removals) return;
    if (this.#durable.size > MAX_REMEMBERED) this.#durable.clear();
    for (const one of made) this.#durable.add(one);
  }

  /** Removes the folder and its parents as far as they are empty; the first that stays is answered. */
  async removeEmpty(directory: string): Promise<string> {
    let at = directory;
    for (; at !== this.#root; at = dirname(at)) {
      this.#forget(at);
      try {
        await rmdir(at);
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') break;
      }
    }
    return at;
  }

  /** Those who want the same folder at the same time, as the variants of a picture do, share the work. */
  #ensure(directory: string): Promise<void> {
    const running = this.#ensuring.get(directory);
    if (running !== undefined) return running;
    const run = this.#make(directory).finally(() => this.#ensuring.delete(directory));
    this.#ensuring.set(directory, run);
    return run;
  }

  async #make(directory: string): Promise<void> {
    if (directory === this.#root || (await this.holds(directory))) return;
    await this.#ensure(dirname(directory));
    try {
      await mkdir(directory);
      this.#forget(directory);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      if (!(await lstat(directory)).isDirectory()) {
        throw new StorageError('invalid_key', 'The key leads through an object or a symbolic link');
      }
    }
  }

  #forget(directory: string): void {
    this.#removals++;
    this.#durable.delete(directory);
  }
}
