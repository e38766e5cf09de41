import { type DestinationStream, destination, type Logger, pino } from 'pino';

export type Log = Logger;

/** Never written, wherever in a record they turn up. */
const SECRETS = ['authorization', 'cookie', '"set-cookie"', 'signature', 'code', 'token', 'password'];

/**
 * The log: one JSON object a line, so that CR, LF and escape sequences in a value cannot make a second
 * record. It goes to stderr; stdout belongs to what a command answers.
 */
export function createLog({ level, to }: { level: string; to?: DestinationStream }): Log {
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
      redact: {
        paths: SECRETS.flatMap((name) => [
          name,
          name.startsWith('"') ? `headers[${name}]` : `headers.${name}`,
          name.startsWith('"') ? `req.headers[${name}]` : `req.headers.${name}`,
          name.startsWith('"') ? `*[${name}]` : `query.${name}`,
        ]),
        censor: '[hidden]',
      },
    },
    to ?? destination({ fd: 2, sync: false }),
  );
}

/** What helps to find a fault; not the values that a database puts in `detail`. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(code === undefined ? {} : { code }),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
