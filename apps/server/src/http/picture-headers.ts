/** For bytes that other sites may show: never a page, never a script, whatever they turn out to be. */
export const PICTURE_HEADERS = {
  'cross-origin-resource-policy': 'cross-origin',
  'content-security-policy': "default-src 'none'; sandbox",
  'access-control-allow-origin': '*',
  'x-content-type-options': 'nosniff',
} as const;

/** Say something to a page only, and cost every picture 250 bytes. */
export const PAGE_HEADERS = [
  'cross-origin-opener-policy',
  'origin-agent-cluster',
  'referrer-policy',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-permitted-cross-domain-policies',
  'x-xss-protection',
] as const;

/** The immutable addresses: `<size>.<format>` for exactly that format, `<size>` to negotiate. */
export const PICTURE_ROUTE = '/avatars/:avatarId/:file';
