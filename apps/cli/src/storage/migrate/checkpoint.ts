import { readFile, rename, rm, writeFile } from 'node:fs/promises';

/** How far a migration came: every object up to the key is in the new store, and was compared. */
export interface Checkpoint {
  from: string;
  to: string;
  after: string;
}

/** The key that a migration between these places reached; undefined when it has to begin at the beginning. */
export async function readCheckpoint(
  file: string,
  { from, to }: Pick<Checkpoint, 'from' | 'to'>,
): Promise<string | undefined> {
  try {
    const found = JSON.parse(await readFile(file, 'utf8')) as Checkpoint;
    return found.from === from && found.to === to && typeof found.after === 'string'
      ? found.after
      : undefined;
  } catch {
    // None, or one that a crash cut: to begin again costs time only.
    return undefined;
  }
}

export async function writeCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(checkpoint), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

export async function removeCheckpoint(file: string): Promise<void> {
  await rm(file, { force: true });
}
