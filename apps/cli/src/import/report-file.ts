import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ImportResult } from './import-picture.ts';
import type { ImportRow } from './rows.ts';

/** What a later run need not do again. A user who had a picture may have lost it, a failure may be mended. */
const DONE = new Set(['imported', 'duplicate', 'unchanged']);

export interface ReportFile {
  /** Whether an earlier run imported the row. */
  done(row: ImportRow): boolean;
  write(result: ImportResult, row?: ImportRow): void;
  close(): void;
}

/**
 * The NDJSON that a run reports to, a line for each row, and by which the next run knows what is done. A row
 * is known by a hash of its user and source, not by its line: the input may have been edited meanwhile, and
 * the source may hold credentials. A last line that a crash cut off counts for nothing.
 *
 * @param resume false begins the file anew
 */
export async function openReport(path: string, { resume }: { resume: boolean }): Promise<ReportFile> {
  const done = resume ? await readDone(path) : new Set<string>();
  const file = openSync(path, resume ? 'a' : 'w', 0o600);
  if (done.size > 0) writeSync(file, '\n'); // ends a line that was cut off
  return {
    done: (row) => done.has(keyOf(row)),
    write: (result, row) => {
      const line = row === undefined ? result : { ...result, input: keyOf(row) };
      writeSync(file, `${JSON.stringify(line)}\n`);
    },
    close: () => closeSync(file),
  };
}

function keyOf({ userId, source, organization, issuer }: ImportRow): string {
  const text = JSON.stringify([userId, source, organization, issuer]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

async function readDone(path: string): Promise<Set<string>> {
  const done = new Set<string>();
  const input = createReadStream(path);
  try {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const { status, input: key } = parse(text);
      if (typeof key !== 'string') continue;
      if (DONE.has(String(status))) done.add(key);
      else if (status === 'failed') done.delete(key);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return done;
}

function parse(text: string): { status?: unknown; input?: unknown } {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
