const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);

/** What `pg` says when a connection is gone or none was to be had; these errors carry no code. */
const LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Query read timeout|Cannot use a pool after calling end)/;

/** 08: connection; 53: out of connections, memory or disk; 57014: statement timeout; 25006: a standby. */
const STATES = /^(08...|53...|57014|57P0[1-5]|25006)$/;

/**
 * True when the database did not answer, as opposed to having refused a statement. Nothing is known of a
 * commit that was under way.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  const cause = databaseError(error);
  if (!(cause instanceof Error)) return false;
  const { code } = cause as { code?: unknown };
  if (typeof code === 'string') return NETWORK.has(code) || STATES.test(code);
  return LOST.test(cause.message);
}

/** The five characters of a PostgreSQL error (`23505`), or undefined. */
export function sqlState(error: unknown): string | undefined {
  const { code } = (databaseError(error) ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !NETWORK.has(code) ? code : undefined;
}

/** Name of the constraint that an error speaks of, or undefined. */
export function violatedConstraint(error: unknown): string | undefined {
  const { constraint } = (databaseError(error) ?? {}) as { constraint?: unknown };
  return typeof constraint === 'string' ? constraint : undefined;
}

/** Drizzle wraps what `pg` throws. Other causes are not looked into: an object store's refusal is not ours. */
function databaseError(error: unknown): unknown {
  return error instanceof Error && 'query' in error && error.cause !== undefined ? error.cause : error;
}
