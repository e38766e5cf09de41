import { ConfigurationError } from '../errors.ts';
import type { Setting } from './setting.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Read {
  /** @throws ConfigurationError that names the variable and says what it accepts */
  optional<T>(setting: Setting<T>): T | undefined;
  /** Of a setting that has a fallback. @throws ConfigurationError */
  required<T>(setting: Setting<T>): T;
}

/** Reads settings from an environment. A variable that is empty is not set. */
export function readSettings(env: Environment): Read {
  const optional = <T>(setting: Setting<T>): T | undefined => {
    const name = setting.names.find((candidate) => env[candidate] !== undefined && env[candidate] !== '');
    const written = name === undefined ? setting.fallback : env[name];
    if (written === undefined) return undefined;
    const parsed = setting.parse.safeParse(written.trim());
    if (parsed.success) return parsed.data;
    const expected = parsed.error.issues[0]?.message ?? 'another value';
    throw new ConfigurationError(name ?? setting.names[0], `must be ${expected}.`);
  };
  return { optional, required: <T>(setting: Setting<T>) => optional(setting) as T };
}
