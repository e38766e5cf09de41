/** A setting or a call that cannot work: `EX_CONFIG` of sysexits. */
const CONFIGURATION = 78;

/** Says on stderr why a command failed, in a sentence where the reason is known; gives the exit code. */
export function reportFailure(error: unknown): number {
  if (!(error instanceof Error)) {
    process.stderr.write(`likeness: ${String(error)}\n`);
    return 1;
  }
  // what Drizzle says of a failed query holds every value of it
  if ('params' in error && 'query' in error) return reportFailure(error.cause ?? 'a query failed');
  // By name: the command may not have loaded the class.
  const known = error.name === 'ConfigurationError';
  process.stderr.write(`likeness: ${known || error instanceof RangeError ? error.message : error.stack}\n`);
  if (process.env.AVATAR_DEBUG && error.cause) process.stderr.write(`caused by: ${describe(error.cause)}\n`);
  return known ? CONFIGURATION : 1;
}

const describe = (cause: unknown) => (cause instanceof Error ? cause.stack : String(cause));
