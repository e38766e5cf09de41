import type { Customization as Look } from '@likeness/body';
import { z } from 'zod';

const colour = z
  .string()
  .toLowerCase()
  .regex(/^#[0-9a-f]{6}$/, 'must be a colour such as #d6ac92');

/** How a body is shown; `null` takes a choice back. */
export const customizationSchema = z
  .strictObject({
    skinTone: colour.nullable(),
    hairColour: colour.nullable().describe('Painted hair; none by default'),
    undersuitColour: colour.nullable(),
    pose: z.enum(['a', 't']).nullable().describe('The pose in which models come unless asked otherwise'),
  })
  .partial();

export type Customization = z.infer<typeof customizationSchema>;

/** What was chosen before with what is chosen now. */
export function customize(before: Customization, changes: Customization): Customization {
  const chosen = Object.entries({ ...before, ...changes }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return Object.fromEntries(chosen);
}

/** The colours as the body package takes them: sRGB, 0 to 255. */
export function lookOf({ skinTone, hairColour, undersuitColour }: Customization): Look {
  return {
    ...(skinTone && { skinTone: rgb(skinTone) }),
    ...(hairColour && { hairColour: rgb(hairColour) }),
    ...(undersuitColour && { undersuitColour: rgb(undersuitColour) }),
  };
}

function rgb(hex: string): [number, number, number] {
  const channel = (from: number) => Number.parseInt(hex.slice(from, from + 2), 16);
  return [channel(1), channel(3), channel(5)];
}
