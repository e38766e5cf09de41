import { type BuiltBody, buildBody, buildKnownBody } from '../build-body.ts';
import type { FittedBody } from '../fit/fit-to-measurements.ts';
import { complete } from '../measurements/complete.ts';
import type { Sex } from '../measurements/definitions.ts';
import type { Finding } from '../measurements/finding.ts';
import type { BodyRequest } from '../measurements/read-body.ts';
import { validateBody } from '../measurements/validate.ts';
import type { BodyTemplate } from '../template/template.ts';
import { type Tape, tapesOf } from './tapes.ts';
import { warmFit } from './warm-fit.ts';

/** A body that follows what is being typed. */
export interface LiveBody {
  /**
   * The body of a request, quickly: begins where the last one ended. What was given is met within 0.3 cm; the rest is
   * within a few millimetres of what {@link settle} gives.
   */
  solve(request: BodyRequest): LiveAnswer;
  /** The body that `buildBody` makes of this request, which is the one that a server keeps. */
  settle(request: BodyRequest): LiveAnswer;
}

export interface LiveAnswer {
  /** As `validateBody` gives them. */
  findings: readonly Finding[];
  /** Null when a finding is an error. */
  body: LiveShape | null;
}

export interface LiveShape
  extends Pick<BuiltBody, 'sex' | 'completed' | 'bodyType' | 'residuals' | 'outOfReach'> {
  /** xyz of each vertex of the template, metres. */
  positions: Float32Array;
  /** What the mesh shows, cm. */
  measured: Readonly<Record<string, number>>;
  tapes: readonly Tape[];
  /** True of a whole fit. */
  settled: boolean;
}

/**
 * Bodies of one person while values are moved.
 * @param options `template`: of a sex, as `loadTemplate` or `unpackTemplate` gives it
 * @example
 * const live = createLiveBody({ template: () => unpackTemplate(bytes) });
 * live.solve({ sex: 'female', measurements: { height: 168, waist: 74 } }).body?.positions;
 */
export function createLiveBody({ template }: { template: (sex: Sex) => BodyTemplate }): LiveBody {
  const last: Partial<Record<Sex, FittedBody>> = {};
  return {
    solve(request) {
      const { findings, known } = validateBody(request);
      if (!known) return { findings, body: null };
      const body = buildKnownBody(template, known, (fit) => warmFit(fit, last[fit.sex]));
      last[body.sex] = body.fitted;
      return { findings, body: shapeOf(body, false) };
    },
    settle(request) {
      const { findings, body } = buildBody({ template, request });
      if (body) last[body.sex] = body.fitted;
      return { findings, body: body && shapeOf(body, true) };
    },
  };
}

/** Whose template a request needs: the sex that was given, or the one that is more probable. */
export function sexOf(request: BodyRequest): Sex | undefined {
  const { known } = validateBody(request);
  if (!known) return undefined;
  const { female, male } = complete(known).sexProbability;
  return known.sex ?? (male > female ? 'male' : 'female');
}

function shapeOf(body: BuiltBody, settled: boolean): LiveShape {
  const { sex, completed, bodyType, residuals, outOfReach, fitted } = body;
  const { positions, measured } = fitted;
  return {
    sex,
    completed,
    bodyType,
    residuals,
    outOfReach,
    positions,
    measured: Object.fromEntries(Object.entries(measured).map(([key, { cm }]) => [key, cm])),
    tapes: tapesOf(measured, positions),
    settled,
  };
}
