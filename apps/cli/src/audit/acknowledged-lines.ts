import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** A rendition that a client was told is stored, with the hash of what it read back. */
export interface Acknowledged {
  line: number;
  avatarId: string;
  name: string;
  format: string;
  /** hex */
  sha256: string;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HASH = /^[0-9a-f]{64}$/;

type Line = { deleted: true; avatarId: string } | ({ deleted: false } & Acknowledged);

/**
 * What a load generator's log says must still be there. `{avatarId, deleted: true}` releases everything that
 * was said of the picture before that line; it may be acknowledged anew behind it.
 *
 * The file is read twice, so that memory holds the ids of deleted pictures only.
 *
 * @throws Error that names the line which cannot be read
 */
export async function* acknowledgedLines(path: string): AsyncGenerator<Acknowledged> {
  const released = new Map<string, number>();
  for await (const { entry, number } of entriesOf(path)) {
    if (entry.deleted) released.set(entry.avatarId, number);
  }
  for await (const { entry, number } of entriesOf(path)) {
    if (!entry.deleted && number > (released.get(entry.avatarId) ?? 0)) yield entry;
  }
}

async function* entriesOf(path: string): AsyncGenerator<{ entry: Line; number: number }> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  for await (const text of lines) {
    number++;
    if (text.trim() === '') continue;
    const entry = parseLine(text, number);
    if (entry === undefined) throw new Error(`${path}, line ${number}: not {avatarId, name, format, sha256}`);
    yield { entry, number };
  }
}

function parseLine(text: string, line: number): Line | undefined {
  let value: Record<string, unknown>;
  try {
    value = Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  const { avatarId, name, format, sha256, deleted } = value;
  if (typeof avatarId !== 'string' || !ID.test(avatarId)) return undefined;
  if (deleted === true) return { deleted, avatarId };
  if (typeof name !== 'string' || typeof format !== 'string' || typeof sha256 !== 'string') return undefined;
  return HASH.test(sha256) ? { deleted: false, line, avatarId, name, format, sha256 } : undefined;
}
