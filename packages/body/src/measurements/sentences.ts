import { TAPE_DEFINITIONS, type TapeKey } from './definitions.ts';

/**
 * What stands in a sentence: a length (`of` a measure, where people write that one otherwise), a weight, a measure by
 * its key, or a text as it is. So that others can say it in their language and units.
 */
export type SentenceValue = { cm: number; of?: TapeKey } | { kg: number } | { measure: string } | string;
export type SentenceValues = Readonly<Record<string, SentenceValue>>;

/** All that validation can say, in English; what is in braces comes with the finding. */
export const SENTENCES = {
  child_age: 'Bodies are made of adults only: the age must be 18 or more.',
  child_measurements: 'These measurements are those of a child; bodies are made of adults only.',
  child_height: 'This height may be a child’s; for an adult add the age, chest, hip or weight.',
  child_height_and_trunk: 'Height and trunk together are those of a child; bodies are made of adults only.',

  outside_adults: '{measure} {value} is not an adult’s: it must be between {low} and {high}.',
  in_other_unit: '{measure} {value} cannot be: it looks like {unit}, that is {meant}.',
  all_in_inches: 'These look like inches, not centimetres. Send them with unit "imperial".',
  all_in_centimetres: 'These look like centimetres, not inches. Send them with unit "metric".',
  all_in_other_unit: 'These look like {unit}, not {asked}.',

  too_much_beside: '{measure} {value} with {other} {beside} is not possible: at most {limit} goes with it.',
  too_little_beside:
    '{measure} {value} with {other} {beside} is not possible: at least {limit} goes with it.',
  no_room_for_head: 'Inseam and back length together leave no room for the seat, the neck and the head.',
  span_below_arms: 'Arm span {value} is less than two arms of {beside}.',

  weight_impossible: 'Weight {value} with height {beside} is not possible.',
  weight_unusual: 'Weight {value} with height {beside} is unusual.',
  weight_in_other_unit:
    'Weight {value} with height {beside} is unusual. Is the weight in {unit}? Then it is {meant}.',

  unusual: '{measure} {value} is unusual: adults have about {usual}, give or take {spread}.',
  unusual_beside:
    '{measure} {value} is unusual for {other} {beside}: with the other values go about {usual}, give or take {spread}.',
  unusual_in_other_unit:
    '{measure} {value} is unusual: adults have about {usual}, give or take {spread}. Is it in {unit}? Then it is {meant}.',
  unusual_beside_in_other_unit:
    '{measure} {value} is unusual for {other} {beside}: with the other values go about {usual}, give or take {spread}. Is it in {unit}? Then it is {meant}.',

  older_than_statistics: 'The statistics end at 58 years: what is inferred is less certain than it says.',
  heavier_than_statistics:
    'The statistics hold few bodies this heavy: what is inferred is less certain than it says.',
  nothing_measured: 'Send at least one measurement; height is the best to begin with.',
  photos_without_height:
    'Without a height the photos show only proportions: every length is as uncertain as the height.',
  photos_without_sex: 'Without a sex the photos decide which statistics are used, and may decide wrongly.',
  photos_unlike_a_body:
    'What the photos show is no adult’s body. Take them again, of one person who stands upright.',

  unit_unknown: 'unit must be "metric" or "imperial".',
  sex_unknown: 'sex must be "female" or "male", or be left out.',
  age_no_number: 'age must be a number.',
  age_not_positive: 'age must be a number of years above 0.',
  age_too_high: 'age must be at most 120 years.',
  weight_twice: 'weight was sent twice; send it once.',
  measurements_no_object: 'measurements must be an object of names and numbers.',
  measure_unknown: 'There is no measurement of this name; known are {known}.',
  measure_twice: '{field} and {before} mean the same measurement; send one of them.',
  no_number: '{field} must be a number above 0, or a text with a unit, like {example}.',
  not_positive: '{field} must be above 0.',
  sigma_no_number: '{field}: sigma must be a number from 0 to {most}.',
  source_unknown: '{field}: source must be measured, declared or photo.',
} as const;
export type MessageId = keyof typeof SENTENCES;

/** The sentence in English, in centimetres and kilograms. */
export function say(messageId: MessageId, values: SentenceValues = {}): string {
  const sentence = SENTENCES[messageId].replace(/\{(\w+)\}/g, (_, name: string) =>
    inEnglish(values[name] ?? ''),
  );
  return typeof values.measure === 'object' ? capital(sentence) : sentence;
}

/** A number as a sentence carries it: at most one decimal. */
export function plain(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toFixed(1))) : String(value);
}

/** A label inside a sentence: only its first letter goes small, so that "ISO" stays. */
export function inSentence(label: string): string {
  return label.charAt(0).toLowerCase() + label.slice(1);
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function inEnglish(value: SentenceValue): string {
  if (typeof value === 'string') return value;
  if ('cm' in value) return `${plain(value.cm)} cm`;
  if ('kg' in value) return `${plain(value.kg)} kg`;
  const { measure } = value;
  return measure in TAPE_DEFINITIONS ? inSentence(TAPE_DEFINITIONS[measure as TapeKey].label) : measure;
}
