import { bodyType, complete, type Finding, type KnownBody, OFFERED_KEYS, validateBody } from '@likeness/body';
import { Problem } from '../errors.ts';
import type { BodyResult, GivenBody } from './sealed-records.ts';

/** What can be said of a body before it is solved: cheap enough for the API's own loop. */
export interface CheckedBody {
  findings: readonly Finding[];
  /** Null when a finding is an error. */
  result: BodyResult | null;
}

/**
 * Validates what was given and completes it; nothing is kept.
 *
 * @param options `seen`: nothing needs to be typed; by default when something was seen already
 */
export function checkBody(
  { photo, ...request }: GivenBody,
  { seen = Boolean(photo) }: { seen?: boolean } = {},
): CheckedBody {
  const { findings, known } = validateBody(request, { seen });
  return { findings, result: known && resultOf({ ...known, ...(photo && { photo }) }) };
}

function resultOf(known: KnownBody): BodyResult {
  const completed = complete(known);
  const { female, male } = completed.sexProbability;
  const offered = Object.fromEntries(
    OFFERED_KEYS.filter((key) => known.measurements[key] !== undefined).map((key) => [
      key,
      completed.offered[key],
    ]),
  );
  return {
    sex: female >= male ? 'female' : 'male',
    sexProbability: completed.sexProbability,
    measurements: completed.measurements,
    offered,
    weight: completed.weight,
    bodyType: bodyType(completed),
    fit: null,
  };
}

/** The same for a body that is to be kept. @throws Problem `adults_only`, `impossible_body` */
export function acceptBody(given: GivenBody, options: { seen?: boolean } = {}): AcceptedBody {
  return accepted(checkBody(given, options));
}

export interface AcceptedBody {
  findings: readonly Finding[];
  result: BodyResult;
}

/** What may be kept of what was checked. @throws Problem `adults_only`, `impossible_body` */
export function accepted({ findings, result }: CheckedBody): AcceptedBody {
  if (result) return { findings, result };
  const errors = findings.filter(({ severity }) => severity === 'error');
  // a value that nobody has is no sign of a child
  const misread = errors.find(({ code }) => code === 'out_of_range');
  const first = misread ?? errors.find(({ code }) => code === 'adults_only') ?? errors[0];
  throw new Problem(first?.code === 'adults_only' ? 'adults_only' : 'impossible_body', first?.sentence, {
    extensions: { findings },
  });
}
