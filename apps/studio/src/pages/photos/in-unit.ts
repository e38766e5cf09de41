import { heightOf, latin } from './about-request.ts';
import type { About } from './capture.ts';

type Sizes = Omit<About, 'name' | 'sex'>;

const CM_PER_INCH = 2.54;
const KG_PER_POUND = 0.45359237;

/**
 * The same body in another unit. What is no number stays as it was typed.
 *
 * @param earlier as it was before the unit was changed last: whatever was not typed over since is written so again,
 *   so that looking at another unit changes nothing
 */
export function inUnit(about: About, unit: About['unit'], earlier?: About): Sizes {
  const made = converted(about, unit);
  if (earlier?.unit !== unit) return made;
  const then = converted(earlier, about.unit);
  if (then.height === about.height && then.inches === about.inches) {
    made.height = earlier.height;
    made.inches = earlier.inches;
  }
  for (const key of ['weight', 'chest', 'waist', 'hip'] as const) {
    if (then[key] === about[key]) made[key] = earlier[key];
  }
  return made;
}

function converted(about: About, unit: About['unit']): Sizes {
  const { height, inches, weight, chest, waist, hip } = about;
  const typed = { unit, height, inches, weight, chest, waist, hip };
  if (unit === about.unit) return typed;
  const times = (text: string, metric: number) => {
    const value = text.trim() === '' ? Number.NaN : Number(latin(text));
    return Number.isFinite(value) ? short(unit === 'metric' ? value * metric : value / metric) : text;
  };
  return {
    ...typed,
    ...heightIn(about, unit),
    weight: times(weight, KG_PER_POUND),
    chest: times(chest, CM_PER_INCH),
    waist: times(waist, CM_PER_INCH),
    hip: times(hip, CM_PER_INCH),
  };
}

function heightIn(about: About, unit: About['unit']): Pick<About, 'height' | 'inches'> {
  const cm = heightOf(about);
  if (cm === undefined) return { height: about.height, inches: about.inches };
  if (unit === 'metric') return { height: short(cm), inches: '' };
  // rounded first: there are no twelve inches beside feet
  const tenths = Math.round((cm / CM_PER_INCH) * 10);
  const feet = Math.floor(tenths / 120);
  return { height: String(feet), inches: short((tenths - feet * 120) / 10) };
}

/** At most one decimal. */
const short = (value: number): string => String(Number(value.toFixed(1)));
