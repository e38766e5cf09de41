import { DrizzleQueryError } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeError } from './describe-error.ts';
import { createLog } from './log.ts';

type Log = ReturnType<typeof createLog>;

function logged(write: (log: Log) => void): string {
  const lines: string[] = [];
  write(createLog({ level: 'debug', to: { write: (line: string) => void lines.push(line) } }));
  return lines.join('');
}

const QUERY = 'SELECT id FROM shared.users WHERE subject = $1';
/** Turns up in no statement, path or sentence by chance; with what could be taken for a part of a message or a stack. */
const value = fc
  .tuple(
    fc.string({ maxLength: 40 }),
    fc.constantFrom('', '\n    at somewhere (file.ts:1:2)\n', '\nparams: ', 'Failed query: ', '\r\n', '…'),
  )
  .map(([text, trap]) => `§${text}§${trap}§zephyrine@quillfeather.example§`);
const traces = (values: readonly string[]) => [...values, 'zephyrine', '§'];

/** Ways in which a failed query gets into a record. */
const WAYS: readonly ((failed: Error) => (log: Log) => void)[] = [
  (failed) => (log) => log.error({ err: failed }, 'failed'),
  (failed) => (log) => log.error({ err: failed }),
  (failed) => (log) => log.error(failed),
  (failed) => (log) => log.error(failed, 'failed'),
  (failed) => (log) => log.error({ err: failed }, failed.message),
  (failed) => (log) => log.error(failed.message),
  (failed) => (log) => log.child({ job: 1 }).warn({ err: new Error('no', { cause: failed }) }, 'failed'),
  (failed) => (log) => log.warn({ err: new Error(`no: ${failed.message}`, { cause: failed }) }),
  (failed) => (log) => log.warn({ err: new Error(`no: ${String(failed)}`) }, 'failed'),
  (failed) => (log) => log.warn({ err: String(failed) }, 'failed'),
];

it('no value of a failed query is told, whichever way it gets into the log', () => {
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...WAYS),
      fc.boolean(),
      (params, way, data) => {
        const cause = data
          ? Object.assign(new Error(`invalid input syntax for type uuid: "${params[0]}"`), { code: '22P02' })
          : Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' });
        const line = logged(way(new DrizzleQueryError(QUERY, params, cause)));
        expect(line).not.toBe('');
        for (const trace of traces(params)) {
          expect(line).not.toContain(JSON.stringify(trace).slice(1, -1));
        }
      },
    ),
  );
});

it('tells the statement, where it was asked and why it failed', () => {
  const cause = Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' });
  expect(describeError(new DrizzleQueryError(QUERY, ['someone'], cause))).toMatchObject({
    message: `Failed query: ${QUERY}`,
    stack: expect.stringMatching(/^at .*describe-error\.test\.ts/),
    cause: { code: '57014', message: cause.message, stack: expect.stringMatching(/^at /) },
  });
});

it('is of bounded length, in circles too', () => {
  const long = new DrizzleQueryError('$1, '.repeat(100_000), Array(100_000).fill('x'.repeat(10)));
  const other = new Error('y'.repeat(1_000_000), { cause: long });
  long.cause = other;
  expect(logged((log) => log.error({ err: other })).length).toBeLessThan(40_000);
});
