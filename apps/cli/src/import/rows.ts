/** One picture to import. */
export interface ImportRow {
  /** In the input, counted from 1. */
  line: number;
  userId: string;
  /** An http or https address, or a path below `--folder`. */
  source: string;
  /** Where the input knows it; otherwise `--org`. */
  organization?: string;
  /** Where the input knows it; otherwise that of our own tokens. */
  issuer?: string;
}

/** A line that holds no row. */
export interface BadRow {
  line: number;
  userId?: string;
  problem: string;
}

export type InputRow = ImportRow | BadRow;

/** Longer lines hold no address that any server takes. */
export const MAX_LINE = 64 * 1024;
const NAME = /^[^\p{Cc}]+$/u;

/** A row when both fields can be what they should be. */
export function makeRow(line: number, userId: unknown, source: unknown): InputRow {
  const id = typeof userId === 'number' ? String(userId) : userId;
  if (typeof id !== 'string' || id === '') return { line, problem: 'there is no userId' };
  if (id.length > 200 || !NAME.test(id)) {
    return { line, problem: 'the userId is longer than 200 characters or holds control characters' };
  }
  if (typeof source !== 'string' || source.trim() === '') {
    return { line, userId: id, problem: 'there is no url or path' };
  }
  return { line, userId: id, source: source.trim() };
}
