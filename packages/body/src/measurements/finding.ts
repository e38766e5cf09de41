import { type MessageId, type SentenceValues, say } from './sentences.ts';

/**
 * What validation has to say about one field.
 *
 * - `error`: nothing can be made of this; the interface answers 422.
 * - `question`: it may be right, but please look again; goes on if confirmed.
 * - `warning`: it goes on, with less certainty than usual.
 */
export interface Finding {
  /** The name as it was sent, where it was sent; `measurements` when it is about all of them. */
  field: string;
  severity: 'error' | 'question' | 'warning';
  code: FindingCode;
  /** For people, in English, centimetres and kilograms. */
  sentence: string;
  /** Which of `SENTENCES` it is, to say it otherwise. */
  messageId: MessageId;
  /** What stands in it. */
  values?: SentenceValues;
  /** What was probably meant, in cm (kg for weight). */
  suggestion?: number;
}

export type FindingCode =
  | 'unknown_field'
  | 'duplicate_field'
  | 'not_a_number'
  | 'not_positive'
  | 'out_of_range'
  | 'unknown_sex'
  | 'unknown_unit'
  | 'no_measurements'
  | 'adults_only'
  | 'impossible'
  | 'unusual'
  | 'inches'
  | 'inches_all'
  | 'centimetres'
  | 'centimetres_all'
  | 'metres'
  | 'millimetres'
  | 'pounds'
  | 'kilograms'
  | 'extrapolated'
  | 'height_unknown'
  | 'sex_unknown'
  | 'unlike_a_body';

const ORDER = { error: 0, question: 1, warning: 2 } as const;

/** Errors first, then questions, then warnings; otherwise as found. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => ORDER[a.severity] - ORDER[b.severity]);
}

/** A finding with its sentence. */
export function finding(told: Omit<Finding, 'sentence'>): Finding {
  return { ...told, sentence: say(told.messageId, told.values) };
}
