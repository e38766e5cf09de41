import { z } from 'zod';
import { ConfigurationError } from '../errors.ts';

/** One size of a preset. `box` is the longest side in pixels (null: as large as the upload). */
export interface PresetSize {
  name: string;
  box: number | null;
  /** `cover`: a square cut round what matters; `inside`: the whole picture. */
  fit: 'cover' | 'inside';
}

/** A named set of sizes, the smallest first. */
export type Preset = readonly PresetSize[];

const square = (name: string, box: number): PresetSize => ({ name, box, fit: 'cover' });
const whole = (name: string, box: number | null): PresetSize => ({ name, box, fit: 'inside' });

/** The sizes of specs 1, 4 and 5. */
export const BUILT_IN_PRESETS: Readonly<Record<string, Preset>> = {
  enterprise: [
    square('thumbnail', 50),
    square('small', 100),
    square('medium', 200),
    square('large', 400),
    whole('original', 800),
  ],
  unified: [square('small', 32), square('medium', 150), square('large', 300), whole('original', null)],
  photo: [whole('thumbnail', 300), whole('medium', 800), whole('large', 1200)],
};

const NAME = /^[a-z][a-z0-9_]{0,39}$/;
const side = z.number().int().min(1).max(12_000);
const size = z.union([
  side,
  z.null(),
  z.strictObject({ size: side.nullable(), fit: z.enum(['cover', 'inside']).default('cover') }),
]);
const custom = z.record(z.string().regex(NAME), z.record(z.string().regex(NAME), size));

/**
 * The built-in presets and those of `LIKENESS_PRESETS`: a number is a square of that side, null the whole
 * picture as large as it came, `{size, fit}` says both.
 *
 * @throws ConfigurationError when the text is not such JSON or a name is taken
 */
export function parsePresets(json: string | undefined): Readonly<Record<string, Preset>> {
  if (json === undefined) return BUILT_IN_PRESETS;
  const refuse = (why: string): never => {
    throw new ConfigurationError('LIKENESS_PRESETS', why);
  };
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return refuse('is not JSON. Example: {"team":{"tiny":24,"card":{"size":480,"fit":"inside"}}}');
  }
  const parsed = custom.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refuse(`${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is not a preset'}`.trim());
  }
  const presets: Record<string, Preset> = { ...BUILT_IN_PRESETS };
  for (const [name, sizes] of Object.entries(parsed.data)) {
    if (Object.hasOwn(BUILT_IN_PRESETS, name))
      refuse(`the preset "${name}" is built in; choose another name`);
    if (Object.keys(sizes).length === 0) refuse(`the preset "${name}" has no size`);
    presets[name] = Object.entries(sizes).map(([sizeName, spec]) => {
      if (spec === null) return whole(sizeName, null);
      if (typeof spec === 'number') return square(sizeName, spec);
      return { name: sizeName, box: spec.size, fit: spec.fit };
    });
  }
  return presets;
}
