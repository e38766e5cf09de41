import type { z } from 'zod';

/** One setting: the names that it goes by in the environment (the first is ours to document) and its meaning. */
export interface Setting<T> {
  names: readonly [string, ...string[]];
  parse: z.ZodType<T, string>;
  /** As it would be written; undefined when there is none. */
  fallback: string | undefined;
  /** The fallback in words, where it depends on the machine. */
  fallbackInWords?: string;
  about: string;
  group: string;
}

/** A maker of the settings of one group. */
export const setting =
  (group: string) =>
  <T>(
    name: string | readonly [string, ...string[]],
    parse: z.ZodType<T, string>,
    about: string,
    fallback?: string,
    fallbackInWords?: string,
  ) =>
    ({
      names: typeof name === 'string' ? [name] : name,
      parse,
      fallback,
      fallbackInWords,
      about,
      group,
    }) as Setting<T>;
