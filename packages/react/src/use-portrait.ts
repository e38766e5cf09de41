import type { Portrait } from '@likeness/client';
import { useCallback, useEffect, useState } from 'react';
import { useLikeness } from './likeness-context.tsx';
import { type EntityRef, ME } from './picture.ts';

export interface PortraitState {
  /** undefined until it is known; null where there is none. */
  portrait: Portrait | null | undefined;
  error: Error | undefined;
  /** Asks again, after a change for example. */
  refresh(): void;
}

/**
 * What picture somebody shows now; of whoever is signed in when nobody is named.
 *
 * @example
 * const { portrait, refresh } = usePortrait({ type: 'user', id: 'ada' });
 */
export function usePortrait({ type, id }: EntityRef = ME): PortraitState {
  const likeness = useLikeness();
  const [state, setState] = useState<Omit<PortraitState, 'refresh'> & { of?: string }>({
    portrait: undefined,
    error: undefined,
  });
  const [asked, setAsked] = useState(0);
  const name = `${type}:${id}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` only asks again
  useEffect(() => {
    let gone = false;
    likeness.portraits.info({ type, id }).then(
      (portrait) => !gone && setState({ portrait: portrait ?? null, error: undefined, of: name }),
      (error: Error & { status?: number }) => {
        if (gone) return;
        if (error.status === 404) setState({ portrait: null, error: undefined, of: name });
        else setState((before) => ({ ...before, error }));
      },
    );
    return () => {
      gone = true;
    };
  }, [likeness, name, asked]);
  const refresh = useCallback(() => setAsked((count) => count + 1), []);
  // what is known of somebody else says nothing
  const known = state.of === name ? state.portrait : undefined;
  return { portrait: known, error: state.error, refresh };
}
