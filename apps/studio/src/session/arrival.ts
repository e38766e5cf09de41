/** Why an identity provider did not sign somebody in, as the server says it in the address. */
export const REFUSALS = ['denied', 'expired', 'failed', 'unavailable'] as const;
export type Refusal = (typeof REFUSALS)[number];

export interface Arrival {
  /** Of the printed link. */
  code?: string;
  refusal?: Refusal;
}

/**
 * What came behind `#`. It is taken out of the address: a code is spent at once, and need not stay there.
 *
 * @example
 * takeArrival(); // at /bodies#sign-in=denied: { refusal: 'denied' }, and the address is /bodies
 */
export function takeArrival(): Arrival {
  const came = new URLSearchParams(location.hash.slice(1));
  const code = came.get('code');
  const refusal = REFUSALS.find((known) => known === came.get('sign-in'));
  if (code === null && refusal === undefined) return {};
  history.replaceState(null, '', location.pathname + location.search);
  return { ...(code !== null && { code }), ...(refusal && { refusal }) };
}
