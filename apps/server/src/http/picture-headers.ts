/** For bytes that other sites may show: never a page, never a script, whatever they turn out to be. */
export const PICTURE_HEADERS = {
  'cross-origin-resource-policy': 'cross-origin',
  'content-security-policy': "default-src 'none'; sandbox",
  'access-control-allow-origin': '*',
  'x-content-type-options': 'nosniff',
} as const;
