import type { TapeKey } from './definitions.ts';
import type { Finding } from './finding.ts';
import { finding, sortFindings } from './finding.ts';
import type { KnownBody } from './known-body.ts';
import type { BodyRequest, ReadBody } from './read-body.ts';
import { readBody } from './read-body.ts';
import { adultsOnly } from './validate-adults.ts';
import { impossibleCombinations } from './validate-combinations.ts';
import { rangesAndUnits, unitMistakes } from './validate-units.ts';
import { unusualValues } from './validate-unusual.ts';
import { weightFindings } from './validate-weight.ts';

export interface Validation {
  /** Errors first, then questions, then warnings. */
  findings: Finding[];
  /** The body in cm and kg, ready for `complete`; null when any finding is an error. */
  known: KnownBody | null;
}

/** A length beyond this, cm, is no slip of the tape, and is not compared with others. */
const LONGEST = 300;

/** Beyond these years the survey has nobody. */
const OLDEST = 60;

const TOO_OLD: Finding = finding({
  field: 'age',
  severity: 'warning',
  code: 'extrapolated',
  messageId: 'older_than_statistics',
});

/**
 * Checks a body as a client sent it, and reads it: names, units, ranges, combinations no body has, adults only, and
 * values that do not go with the others. Never throws, whatever is sent.
 *
 * @param request numbers in the request's own `unit`; nothing of it is trusted
 * @param options `seen`: there are photos, so that no measurement has to be sent
 * @example validateBody({ sex: 'female', measurements: { height: 168, waist: 29 } }).findings[0].code // 'inches'
 */
export function validateBody(request: BodyRequest, { seen = false } = {}): Validation {
  const read = readBody(request);
  const findings = [...read.findings];
  const { findings: misread, wrong } = rangesAndUnits(read);
  findings.push(...misread);

  // What is wrong by itself is not held against the others; what may be in another unit is no sign of a child.
  const sound = Object.fromEntries(
    Object.entries(read.measurements).filter(([key]) => !wrong.has(key as TapeKey)),
  ) as ReadBody['measurements'];
  const mistaken = misread.some(({ code }) => code !== 'out_of_range');
  const lengths = (of: ReadBody['measurements']) =>
    Object.fromEntries(Object.entries(of).map(([key, { cm }]) => [key, cm])) as Partial<
      Record<TapeKey, number>
    >;
  findings.push(...adultsOnly(read.age, read.weight?.kg, mistaken ? {} : lengths(read.measurements)));
  const misunit = new Set(misread.filter(({ code }) => code !== 'out_of_range').map(({ field }) => field));
  const comparable = Object.entries(
    lengths(mistaken && misunit.has('measurements') ? {} : read.measurements),
  ).filter(([key, cm]) => cm < LONGEST && !misunit.has(read.names[key as TapeKey] ?? key));
  const impossible = impossibleCombinations(Object.fromEntries(comparable));
  findings.push(
    ...impossible.map((finding) => ({
      ...finding,
      field: read.names[finding.field as TapeKey] ?? finding.field,
    })),
  );
  const heavy = weightFindings(read.weight?.kg, sound.height?.cm, read.unit);
  findings.push(...heavy);
  if (read.age !== undefined && read.age > OLDEST) findings.push(TOO_OLD);

  const nothing = Object.keys(read.measurements).length === 0;
  if (nothing && !seen && read.findings.length === 0) {
    findings.push(
      finding({
        field: 'measurements',
        severity: 'error',
        code: 'no_measurements',
        messageId: 'nothing_measured',
      }),
    );
  }
  if (seen) findings.push(...leftToPhotos(read));
  const known: KnownBody = { sex: read.sex, age: read.age, weight: read.weight, measurements: sound };
  // What has a question already is not asked about twice, nor held against the others.
  const weight = heavy.some(({ severity }) => severity !== 'warning') ? undefined : read.weight;
  if (impossible.length === 0) {
    findings.push(...unusualValues({ ...known, weight }, read.names, unitMistakes(read.unit)));
  }
  const refused = findings.some(({ severity }) => severity === 'error');
  return { findings: sortFindings(findings), known: refused ? null : known };
}

/** What the answer rests on the photos and the population for, because nobody told. */
function leftToPhotos({ sex, measurements }: ReadBody): Finding[] {
  const severity = 'warning';
  const findings: Finding[] = [];
  if (measurements.height === undefined) {
    findings.push(
      finding({ field: 'height', severity, code: 'height_unknown', messageId: 'photos_without_height' }),
    );
  }
  if (sex === undefined) {
    findings.push(finding({ field: 'sex', severity, code: 'sex_unknown', messageId: 'photos_without_sex' }));
  }
  return findings;
}
