import type { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';

/**
 * Reads the store's clock off the answer to a command that is yet to be sent: ages of uploads are told by it, since
 * the clock of this machine may be a day off.
 *
 * @returns the time of the last answer, ms since 1970; undefined when there was none or it told no time
 */
export function storeTimeOf(command: ListMultipartUploadsCommand): () => number | undefined {
  let time = Number.NaN;
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers = {} } = result.response as { headers?: Record<string, string> };
      time = Date.parse(headers.date ?? '');
      return result;
    },
    { step: 'deserialize', name: 'storeTime' },
  );
  return () => (Number.isNaN(time) ? undefined : time);
}
