/** Nothing that a browser would not keep as it is: it drops tabs and line breaks, and turns `\` into `/`. */
const PLAIN = /^\/(?!\/)[\x21-\x5b\x5d-\x7e]{0,500}$/;

/**
 * A page of ours to return to; `/` for whatever is none, so that no address leads elsewhere by way of us.
 *
 * @example
 * returnToOf('/bodies?sort=name'); // the same
 * returnToOf('//evil.example'); // '/'
 */
export function returnToOf(wanted: unknown): string {
  if (typeof wanted !== 'string' || !PLAIN.test(wanted)) return '/';
  const own = 'http://own.invalid';
  if (!URL.canParse(wanted, own)) return '/';
  const { origin, pathname, search } = new URL(wanted, own);
  // `/./` and its like are resolved by now
  return origin === own && !pathname.startsWith('//') && !pathname.startsWith('/api/')
    ? pathname + search
    : '/';
}
