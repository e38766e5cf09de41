import type { Engine } from './admin-api.ts';

/** Engines whose state is another than before; nothing changes by being looked at first. */
export const changedEngines = (
  before: readonly Engine[] | undefined,
  now: readonly Engine[],
): readonly Engine[] =>
  before === undefined
    ? []
    : now.filter(({ name, state }) => before.find((one) => one.name === name)?.state !== state);
