import { type DestinationStream, destination, type Logger, pino } from 'pino';
import { describeError, messageOf, withoutValues } from './describe-error.ts';

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
      serializers: { err: (error: unknown) => describeError(error) },
      hooks: {
        // where nothing is said, pino says what the error says
        logMethod([given, ...said], write) {
          const error = given instanceof Error ? given : (given as { err?: unknown } | undefined)?.err;
          const unsaid = said.length === 0 && typeof given !== 'string' && error instanceof Error;
          const words = unsaid ? [messageOf(error)] : said;
          const safe = (word: unknown) => (typeof word === 'string' ? withoutValues(word) : word);
          Reflect.apply(write, this, [safe(given), ...words.map(safe)]);
        },
      },
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
