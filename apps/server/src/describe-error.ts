/** Most characters of a statement, of a message and of a stack. */
const LONGEST = { statement: 500, message: 2_000, stack: 4_000 };
/** Causes of causes that are told; more would be a circle. */
const DEEPEST = 5;

/** What Drizzle throws: its message and its stack hold every value of the statement. */
interface QueryError extends Error {
  query: string;
  params: unknown;
}

const isQueryError = (error: Error): error is QueryError =>
  'params' in error && 'query' in error && typeof error.query === 'string';

/** PostgreSQL's messages about data that it cannot read (SQLSTATE 22…) quote them. */
const quotesValues = (code: unknown) => typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code);

/**
 * What helps to find a fault, for the log: no value that was handed to a database or that it repeats, however deep
 * within causes, and of bounded length.
 */
export function describeError(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: withoutValues(String(error)) };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: messageOf(error),
    ...(code === undefined ? {} : { code }),
    stack: framesOf(error),
    ...(error.cause === undefined || depth === DEEPEST
      ? {}
      : { cause: describeError(error.cause, depth + 1) }),
  };
}

/** An error's sentence as it may be told. */
export function messageOf(error: Error): string {
  if (isQueryError(error)) return `Failed query: ${bounded(error.query, LONGEST.statement)}`;
  const { code } = error as { code?: unknown };
  return quotesValues(code) ? 'the database cannot read a value' : withoutValues(error.message);
}

/** A sentence that may have been made of a failed query's, up to its values. */
export function withoutValues(text: string): string {
  const query = text.indexOf('Failed query: ');
  const values = query < 0 ? -1 : text.indexOf('\nparams: ', query);
  return bounded(values < 0 ? text : text.slice(0, values), LONGEST.message);
}

/** The stack after the message that it begins with; none when it begins with another, as that cannot be told apart. */
function framesOf({ message, stack = '' }: Error): string | undefined {
  const at = stack.indexOf(message);
  return at < 0 ? undefined : bounded(stack.slice(at + message.length).trimStart(), LONGEST.stack);
}

const bounded = (text: string, most: number) => (text.length > most ? `${text.slice(0, most)}…` : text);
