import { createLikeness, LikenessError } from '@likeness/client';
import { connection } from './connection.ts';

const KEPT_AS = 'likeness-token';

/** A pasted token is kept for this tab only; the session of a link or of OIDC is a cookie that no script sees. */
export const pastedToken = {
  get: (): string | undefined => sessionStorage.getItem(KEPT_AS) ?? undefined,
  set(token: string | undefined): void {
    if (token) sessionStorage.setItem(KEPT_AS, token);
    else sessionStorage.removeItem(KEPT_AS);
  },
};

let askedToSignIn = () => {};

/** What happens when the server no longer takes whom we say we are. */
export function onSignInNeeded(listener: () => void): () => void {
  askedToSignIn = listener;
  return () => {
    askedToSignIn = () => {};
  };
}

const client = createLikeness({
  baseUrl: location.origin,
  token: pastedToken.get,
  async fetch(input, init) {
    try {
      const answer = await fetch(input, init);
      connection.answered();
      const { pathname } = new URL(answer.url || location.href);
      // whoever signs in is told so by the form
      if (answer.status === 401 && !pathname.startsWith('/api/v1/session')) askedToSignIn();
      return answer;
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) connection.failed();
      throw error;
    }
  },
});

/** What is sent with progress does not go by `fetch`. */
function watched<T extends object>(part: T): T {
  const members = Object.entries(part).map(([name, member]) => [
    name,
    typeof member === 'function' ? (...args: unknown[]) => watch(member.apply(part, args)) : member,
  ]);
  return Object.fromEntries(members) as T;
}

function watch(result: unknown): unknown {
  if (result instanceof Promise) {
    result.catch((error: unknown) => {
      if (!(error instanceof LikenessError)) return;
      if (error.status === 401) askedToSignIn();
      if (error.code === 'no_connection') connection.failed();
    });
  }
  return result;
}

/** The client that every page speaks through. */
export const likeness = {
  ...client,
  portraits: watched(client.portraits),
  bodies: watched(client.bodies),
};
