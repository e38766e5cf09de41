import type { Likeness } from '@likeness/client';
import { createContext, type ReactNode, useContext } from 'react';

const LikenessContext = createContext<Likeness | undefined>(undefined);

/** Hands a client to every component of ours below it. */
export function LikenessProvider({ likeness, children }: { likeness: Likeness; children: ReactNode }) {
  return <LikenessContext.Provider value={likeness}>{children}</LikenessContext.Provider>;
}

/** The client of the provider above. @throws Error without one */
export function useLikeness(): Likeness {
  const likeness = useContext(LikenessContext);
  if (likeness === undefined) throw new Error('There is no <LikenessProvider> above this component.');
  return likeness;
}
