import { z } from 'zod';
import type { GivenBody } from '../../../bodies/sealed-records.ts';
import { Problem } from '../../../errors.ts';

const measurement = z.union([
  z.number(),
  z.string().max(40),
  z.strictObject({
    value: z.union([z.number(), z.string().max(40)]).optional(),
    cm: z.number().optional(),
    sigma: z.number().optional(),
    source: z.enum(['measured', 'declared']).optional(),
  }),
]);

/** Nothing within what is within a value: deep JSON is nobody's measurement. */
function isShallow(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every((inner) => typeof inner !== 'object' || inner === null);
}

/** A body as clients send it: what the values mean and whether they make sense is for the body package to say. */
export const bodyFields = {
  measurements: z
    .record(
      z.string().max(60),
      z.unknown().refine(isShallow, 'must be a number, a text or {value, sigma, source}'),
    )
    .describe(
      'By name: height, chest, waist, hip, inseam … or the column names of the specification. A number in the unit, a text such as "5\'7\\"", or {value, sigma, source}.',
    )
    .meta({ examples: [{ height: 168, chest: 92, waist: 74, hip: 99 }] }),
  unit: z
    .enum(['metric', 'imperial'])
    .default('metric')
    .describe('Of plain numbers: cm and kg, or in and lb'),
  sex: z.enum(['female', 'male']).optional().describe('Left out: both are weighed, honestly wide'),
  age: z.number().optional().describe('Years; adults only'),
  weight: measurement.optional().describe('kg or lb; worth a second tape measure'),
};

const shape = z.object(bodyFields);

/** Most bytes of what was given: fifteen measures and a dozen offered ones, with room. */
const MOST = 8_192;

/** @throws Problem `invalid_value` when more is sent than a body has */
export function givenBody(sent: z.infer<typeof shape>): GivenBody {
  const { measurements, unit, sex, age, weight } = sent;
  const given: GivenBody = {
    unit,
    measurements,
    ...(sex && { sex }),
    ...(age !== undefined && { age }),
    ...(weight !== undefined && { weight }),
  };
  if (JSON.stringify(given).length > MOST) {
    throw new Problem('invalid_value', 'measurements: more is sent than a body has.');
  }
  return given;
}

/** Text that PostgreSQL keeps and people read: no control characters, no halves of characters. */
export const isPlain = (text: string): boolean => !/[\p{Cc}\p{Cs}]/u.test(text);
export const PLAIN = 'must not hold control characters';

export const nameSchema = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .refine((name) => [...name].length <= 255, 'must be at most 255 characters')
  .refine(isPlain, PLAIN);

export const tagsSchema = z
  .array(z.string().trim().min(1).max(50).refine(isPlain, PLAIN))
  .max(20)
  .transform((tags) => [...new Set(tags)]);

export const idParams = z.object({ id: z.uuid() });
