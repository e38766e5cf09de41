import type { TapeKey } from './definitions.ts';
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';
import type { MessageId, SentenceValues } from './sentences.ts';

/** `key` must lie between `low` and `high` times `of`; wide enough that no adult body is outside. */
interface Proportion {
  key: TapeKey;
  of: TapeKey;
  low: number;
  high: number;
}

/**
 * Bounds that bodies cannot leave, as against the merely rare, which is questioned by the statistics. They are set at
 * least a quarter beyond the extremes of ANSUR II, so that builds the survey lacks (short limbs, very heavy
 * bodies) are let through.
 */
const PROPORTIONS: readonly Proportion[] = [
  { key: 'inseam', of: 'height', low: 0.3, high: 0.62 },
  { key: 'legLength', of: 'height', low: 0.33, high: 0.68 },
  { key: 'armSpan', of: 'height', low: 0.75, high: 1.25 },
  { key: 'armLength', of: 'height', low: 0.22, high: 0.45 },
  { key: 'torsoLength', of: 'height', low: 0.18, high: 0.4 },
  { key: 'shoulderWidth', of: 'height', low: 0.15, high: 0.34 },
  { key: 'legLength', of: 'inseam', low: 0.93, high: 1.35 },
  { key: 'armLength', of: 'armSpan', low: 0.24, high: 0.45 },
  { key: 'waist', of: 'hip', low: 0.45, high: 2 },
  { key: 'waistNatural', of: 'hip', low: 0.42, high: 2 },
  { key: 'waistOmphalion', of: 'hip', low: 0.45, high: 2.1 },
  { key: 'highHip', of: 'hip', low: 0.6, high: 1.8 },
  { key: 'waist', of: 'chest', low: 0.45, high: 2 },
  { key: 'hip', of: 'chest', low: 0.5, high: 2.2 },
  { key: 'neck', of: 'chest', low: 0.2, high: 0.65 },
  { key: 'thigh', of: 'hip', low: 0.35, high: 0.85 },
  { key: 'calf', of: 'thigh', low: 0.35, high: 1.1 },
  { key: 'bicep', of: 'thigh', low: 0.28, high: 1 },
  { key: 'bicep', of: 'chest', low: 0.16, high: 0.6 },
  { key: 'forearm', of: 'bicep', low: 0.5, high: 1.3 },
  { key: 'shoulderWidth', of: 'shoulderWidthBideltoid', low: 0.5, high: 1.03 },
  { key: 'waistNatural', of: 'waistOmphalion', low: 0.6, high: 1.15 },
  { key: 'bicep', of: 'bicepFlexed', low: 0.7, high: 1.08 },
  { key: 'forearm', of: 'forearmFlexed', low: 0.8, high: 1.08 },
];

/** Combinations of lengths (cm) that no body has; one finding per pair, at the first of the two. */
export function impossibleCombinations(values: Readonly<Partial<Record<TapeKey, number>>>): Finding[] {
  const findings: Finding[] = [];
  const refuse = (field: TapeKey, messageId: MessageId, values?: SentenceValues) =>
    findings.push(
      finding({ field, severity: 'error', code: 'impossible', messageId, ...(values && { values }) }),
    );

  for (const { key, of, low, high } of PROPORTIONS) {
    const a = values[key];
    const b = values[of];
    if (a === undefined || b === undefined) continue;
    const pair = {
      measure: { measure: key },
      value: { cm: a, of: key },
      other: { measure: of },
      beside: { cm: b, of },
    };
    if (a > high * b) refuse(key, 'too_much_beside', { ...pair, limit: { cm: high * b, of: key } });
    if (a < low * b) refuse(key, 'too_little_beside', { ...pair, limit: { cm: low * b, of: key } });
  }
  const { height, inseam, torsoLength, armSpan, armLength } = values;
  if (
    height !== undefined &&
    inseam !== undefined &&
    torsoLength !== undefined &&
    inseam + torsoLength > 0.95 * height
  ) {
    refuse('inseam', 'no_room_for_head');
  }
  if (armSpan !== undefined && armLength !== undefined && armSpan < 2 * armLength) {
    refuse('armSpan', 'span_below_arms', { value: { cm: armSpan }, beside: { cm: armLength } });
  }
  return findings;
}
