import { createLikeness } from '@likeness/client';

const KEPT_AS = 'likeness-token';

/** A pasted token is kept for this tab only; the session of a link or of OIDC is a cookie that no script sees. */
export const pastedToken = {
  get: (): string | undefined => sessionStorage.getItem(KEPT_AS) ?? undefined,
  set(token: string | undefined): void {
    if (token) sessionStorage.setItem(KEPT_AS, token);
    else sessionStorage.removeItem(KEPT_AS);
  },
};

/** The client that every page speaks through. */
export const likeness = createLikeness({ baseUrl: location.origin, token: pastedToken.get });
