import { useCallback, useEffect, useState } from 'react';
import type { Draft } from './draft.ts';

const isDraft = (kept: unknown): kept is Draft =>
  typeof kept === 'object' && kept !== null && 'fields' in kept && 'units' in kept;

function keptUnder(key: string): Draft | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    return isDraft(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What is being typed, kept for this tab alone so that a reload loses nothing.
 *
 * @param key of whom and of what it is
 * @returns the draft, how to change it, and how to forget it
 */
export function useDraft(
  key: string,
  start: Draft,
): readonly [Draft, (change: (draft: Draft) => Draft) => void, () => void] {
  const [draft, setDraft] = useState(() => keptUnder(key) ?? start);
  const [kept, setKept] = useState(() => keptUnder(key) !== undefined);
  useEffect(() => {
    if (kept) sessionStorage.setItem(key, JSON.stringify(draft));
    else sessionStorage.removeItem(key);
  }, [key, draft, kept]);
  const change = useCallback((next: (draft: Draft) => Draft) => {
    setKept(true);
    setDraft(next);
  }, []);
  const forget = useCallback(() => {
    sessionStorage.removeItem(key);
    setKept(false);
    setDraft(start);
  }, [key, start]);
  return [draft, change, forget];
}
