import { LikenessError } from '@likeness/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { arriveAtPage } from '../navigation.ts';
import { connection } from './connection.ts';
import { clearLeftoversFor } from './leftovers.ts';
import { likeness, onSignInNeeded, pastedToken } from './likeness.ts';
import { onOtherTab, tellTabs } from './tabs.ts';
import { type Person, readSession, whoAmI } from './who-am-i.ts';

export type { Person } from './who-am-i.ts';

interface Session {
  /** undefined until it is known; null for nobody */
  person: Person | null | undefined;
  error: LikenessError | undefined;
  /** What one is signed in with is no longer taken: the way in is shown above the page, and nothing typed is lost. */
  asked: boolean;
  ask(): void;
  /** Leaves the page as it is; the next request asks again. */
  later(): void;
  signInWithToken(token: string): Promise<void>;
  /** Asks the server anew who one is: for what happened in another tab, and after a failure. */
  lookAgain(): Promise<void>;
  signOut(): Promise<void>;
}

const SessionContext = createContext<Session | undefined>(undefined);
const SESSION_KEY = ['session'] as const;
const isOther = ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey[0] !== SESSION_KEY[0];

/** Who is signed in, for everything below. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [asked, setAsked] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: SESSION_KEY,
    queryFn: async () => {
      const person = await whoAmI();
      if (person) clearLeftoversFor(person.entity.id);
      return person;
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
  });
  const known = useRef<Person | null | undefined>(undefined);
  known.current = data;

  /** What was fetched for somebody else is nobody's business. */
  const enter = useCallback(
    async (person: Person | null) => {
      clearLeftoversFor(person?.entity.id ?? null);
      const isAnother = known.current?.entity.id !== person?.entity.id;
      if (isAnother) {
        client.removeQueries({ predicate: isOther });
        arriveAtPage();
      }
      client.setQueryData(SESSION_KEY, person);
      setAsked(false);
      if (!isAnother) await client.invalidateQueries({ predicate: isOther });
    },
    [client],
  );
  const signInWithToken = useCallback(
    async (token: string) => {
      const before = pastedToken.get();
      pastedToken.set(token);
      try {
        await enter(await readSession());
      } catch (problem) {
        pastedToken.set(before);
        throw problem;
      }
    },
    [enter],
  );
  const lookAgain = useCallback(async () => {
    const person = await whoAmI();
    if (person) await enter(person);
    else if (known.current === null) client.setQueryData(SESSION_KEY, null);
    else if (known.current) setAsked(true);
    else await refetch();
  }, [client, enter, refetch]);
  const signOut = useCallback(async () => {
    const token = pastedToken.get();
    try {
      await likeness.api.DELETE('/api/v1/session');
    } catch (problem) {
      // who is signed out already may leave; a token is signed out of by forgetting it
      const isOut = problem instanceof LikenessError && problem.status === 401;
      if (!isOut && token === undefined) throw problem;
    } finally {
      pastedToken.set(undefined);
    }
    tellTabs();
    await enter(null);
  }, [enter]);
  const ask = useCallback(() => {
    if (known.current) setAsked(true);
  }, []);
  const later = useCallback(() => setAsked(false), []);

  useEffect(() => onSignInNeeded(ask), [ask]);
  useEffect(() => onOtherTab(() => void lookAgain().catch(() => {})), [lookAgain]);
  useEffect(
    () =>
      connection.subscribe(() => {
        if (!connection.isUp()) return;
        if (known.current === undefined) void refetch();
        else void client.invalidateQueries({ predicate: isOther });
      }),
    [client, refetch],
  );

  const session = useMemo(
    () => ({
      person: data,
      error: error instanceof LikenessError ? error : undefined,
      asked,
      ask,
      later,
      signInWithToken,
      lookAgain,
      signOut,
    }),
    [data, error, asked, ask, later, signInWithToken, lookAgain, signOut],
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
