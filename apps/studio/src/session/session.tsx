import { LikenessError } from '@likeness/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useMemo } from 'react';
import { likeness, pastedToken } from './likeness.ts';

export interface Person {
  userId: string;
  role: 'user' | 'premium' | 'admin';
  organization: string;
  permissions: readonly string[];
  entity: { type: 'user'; id: string };
}

interface Session {
  /** undefined until it is known; null for nobody */
  person: Person | null | undefined;
  error: LikenessError | undefined;
  signInWithToken(token: string): Promise<void>;
  signOut(): Promise<void>;
  /** A token that has expired while a page is open: the way in is shown above it, and nothing typed is lost. */
  ask(): void;
}

const SessionContext = createContext<Session | undefined>(undefined);
export const SESSION_KEY = ['session'] as const;

async function whoAmI(): Promise<Person | null> {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (code !== null) {
    // spent at once; it need not stay in the address bar
    history.replaceState(null, '', location.pathname);
    pastedToken.set(undefined);
    const { data } = await likeness.api.POST('/api/v1/session', { body: { code } });
    return (data?.data as Person | undefined) ?? null;
  }
  try {
    const { data } = await likeness.api.GET('/api/v1/session');
    return (data?.data as Person | null | undefined) ?? null;
  } catch (error) {
    if (error instanceof LikenessError && error.status === 401) {
      pastedToken.set(undefined);
      return null;
    }
    throw error;
  }
}

/** Who is signed in, for everything below. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const { data, error } = useQuery({
    queryKey: SESSION_KEY,
    queryFn: whoAmI,
    retry: false,
    staleTime: Infinity,
  });
  const signInWithToken = useCallback(
    async (token: string) => {
      pastedToken.set(token);
      try {
        const { data: answer } = await likeness.api.GET('/api/v1/session');
        client.setQueryData(SESSION_KEY, answer?.data ?? null);
        await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
      } catch (problem) {
        pastedToken.set(undefined);
        throw problem;
      }
    },
    [client],
  );
  const signOut = useCallback(async () => {
    await likeness.api.DELETE('/api/v1/session');
    pastedToken.set(undefined);
    client.clear();
    client.setQueryData(SESSION_KEY, null);
  }, [client]);
  const ask = useCallback(() => client.setQueryData(SESSION_KEY, null), [client]);
  const session = useMemo(
    () => ({
      person: data,
      error: error instanceof LikenessError ? error : undefined,
      signInWithToken,
      signOut,
      ask,
    }),
    [data, error, signInWithToken, signOut, ask],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('There is no <SessionProvider> above this component.');
  return session;
}

/** For pages that are shown only to somebody who is signed in. */
export function usePerson(): Person {
  const { person } = useSession();
  if (!person) throw new Error('This page is for somebody who is signed in.');
  return person;
}
