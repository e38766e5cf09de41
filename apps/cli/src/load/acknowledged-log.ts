import { closeSync, openSync, writeSync } from 'node:fs';

export interface ReadRendition {
  avatarId: string;
  name: string;
  format: string;
  /** hex */
  sha256: string;
}

/**
 * What the server was heard to promise, for `likeness audit --acknowledged`: a line for each rendition that
 * was read back after its upload, and a line when nobody shows the picture any more.
 *
 * That line is written *before* the request which takes the last one away: whatever comes of the request, the
 * file never promises too much. An upload of the same picture that is answered later promises it anew.
 */
export class AcknowledgedLog {
  readonly #file: number | undefined;
  readonly #holders = new Map<string, Set<string>>();
  readonly #hashes = new Map<string, string>();

  constructor(path: string | undefined) {
    this.#file = path === undefined ? undefined : openSync(path, 'w', 0o600);
  }

  /** @returns the renditions that read differently than the last time, although their addresses are immutable */
  acknowledge(user: string, avatarId: string, renditions: readonly ReadRendition[]): string[] {
    const holders = this.#holders.get(avatarId) ?? new Set();
    this.#holders.set(avatarId, holders.add(user));
    const changed: string[] = [];
    for (const rendition of renditions) {
      const name = `${avatarId}/${rendition.name}.${rendition.format}`;
      const before = this.#hashes.get(name);
      if (before !== undefined && before !== rendition.sha256) changed.push(name);
      this.#hashes.set(name, rendition.sha256);
      this.#write(rendition);
    }
    return changed;
  }

  /** The user is about to stop showing the picture. */
  release(user: string, avatarId: string): void {
    const holders = this.#holders.get(avatarId);
    if (holders?.delete(user) && holders.size === 0) {
      this.#holders.delete(avatarId);
      this.#write({ avatarId, deleted: true });
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }

  #write(line: object): void {
    if (this.#file !== undefined) writeSync(this.#file, `${JSON.stringify(line)}\n`);
  }
}
