import { ConfigurationError } from '../errors.ts';
import { sqlState } from './errors.ts';

const UNTRUSTED = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
]);

/** Why the server behind an address does not let us in, in a sentence; without the password. */
export function refusal(
  { variable, url }: { variable: string; url: string },
  cause: unknown,
): ConfigurationError {
  return new ConfigurationError(variable, sentence(url, cause), { cause });
}

function sentence(url: string, cause: unknown): string {
  const { host, pathname, username, searchParams } = new URL(url);
  const at = host || searchParams.get('host') || 'localhost';
  const { code, path, syscall, message } = cause as NodeJS.ErrnoException;
  const said = message || code;
  switch (sqlState(cause)) {
    case '28P01':
    case '28000':
      return `the server at ${at} refuses the user or the password (${said}).`;
    case '3D000':
      return `there is no database ${decodeURIComponent(pathname.slice(1) || username)} at ${at}. Create it first.`;
    default:
  }
  if (syscall === 'open') return `the file ${path} that it names cannot be read (${code}).`;
  if (UNTRUSTED.has(code ?? '')) {
    return `the certificate of the server at ${at} is of an authority that is not trusted here (${said}). Name the authority's certificate by sslrootcert=<file>.`;
  }
  if (code?.startsWith('CERT_')) return `the certificate of the server at ${at} is not valid (${said}).`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `the certificate of the server at ${at} is made out to another name. Use that name in the address.`;
  }
  if (message === 'The server does not support SSL connections') {
    return `the server at ${at} does not speak TLS. Turn it on there, or set sslmode=disable.`;
  }
  return `the database at ${at} cannot be reached (${said}).`;
}
