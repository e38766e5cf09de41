const WHOSE = 'likeness-typed-by';
/** What pages keep of what is typed, for this tab. */
const TYPED = /^likeness-(tape|edit|photos-about)/;

/**
 * What one person typed, into forms and into the address, is nobody else's business.
 *
 * @param id of whom the tab is now; null when somebody has signed out
 */
export function clearLeftoversFor(id: string | null): void {
  const before = sessionStorage.getItem(WHOSE);
  if (id === null) sessionStorage.removeItem(WHOSE);
  else sessionStorage.setItem(WHOSE, id);
  // who has just come to the address that was asked for stays there
  if (id !== null && (before === null || before === id)) return;
  for (const key of Object.keys(sessionStorage)) if (TYPED.test(key)) sessionStorage.removeItem(key);
  if (location.search === '') return;
  // past the router, or the page that is about to go would ask the server once more
  History.prototype.replaceState.call(history, null, '', location.pathname);
}
