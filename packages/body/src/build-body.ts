import { CLOSING_TOLERANCE, type Residual } from './fit/closing.ts';
import { type FitRequest, type FittedBody, fitToMeasurements } from './fit/fit-to-measurements.ts';
import type { ExportedMeasurement } from './gltf/extras.ts';
import { MESH_KEYS } from './measure/recipes.ts';
import { type BodyTypeAnswer, bodyType } from './measurements/body-type.ts';
import { type CompletedBody, complete, estimate, type PosteriorPart } from './measurements/complete.ts';
import {
  MEASUREMENT_KEYS,
  OFFERED_KEYS,
  type Sex,
  TAPE_DEFINITIONS,
  type TapeKey,
} from './measurements/definitions.ts';
import { type Finding, finding } from './measurements/finding.ts';
import { givenWeight, type KnownBody } from './measurements/known-body.ts';
import { type BodyKey, variableIndex } from './measurements/population.ts';
import type { BodyRequest } from './measurements/read-body.ts';
import { inSentence, plain } from './measurements/sentences.ts';
import { validateBody } from './measurements/validate.ts';
import type { PhotoEvidence } from './photo/photo-evidence.ts';
import type { BodyTemplate } from './template/template.ts';

export interface BuildRequest {
  /** The template of a sex, as `loadTemplate` gives it; keep it, so that what is derived from it is kept too. */
  template: (sex: Sex) => BodyTemplate;
  /** As a client sent it; nothing of it is trusted. */
  request: BodyRequest;
  /** What photos of the person showed; the request may then be without measurements. */
  photo?: PhotoEvidence | undefined;
}

export interface BuiltBody {
  /** As given when it was; otherwise the more probable one, see `completed.sexProbability`. */
  sex: Sex;
  template: BodyTemplate;
  /** What was given, in cm and kg. */
  known: KnownBody;
  /** Every measure with its uncertainty and source. */
  completed: CompletedBody;
  bodyType: BodyTypeAnswer;
  /** The mesh: `positions` for `exportGlb` and `renderBody`, and all that was measured on it. */
  fitted: FittedBody;
  /** Every measure that was given and that a mesh answers, with what the mesh shows. Centimetres. */
  residuals: readonly Residual[];
  /** Those that no shape meets within 0.1 cm, each with a sentence for people. */
  outOfReach: readonly (Residual & { sentence: string })[];
  /** For `exportGlb`: the fifteen, and whatever else was given. */
  measurements: Readonly<Record<string, ExportedMeasurement>>;
}

/**
 * The whole way from a request to a body: reads and checks it, completes it, names the body type, fits the mesh
 * and measures it again. Pure; never throws for what a client sends. The same request gives the same body.
 * @returns what validation found, and the body; `body` is null when a finding is an error
 * @example
 * const { findings, body } = buildBody({ template, request: { sex: 'female', measurements: { height: 168 } } });
 * if (body) await exportGlb({ ...body, positions: body.fitted.positions, lod: 0 });
 */
export function buildBody({ template, request, photo }: BuildRequest): {
  findings: readonly Finding[];
  body: BuiltBody | null;
} {
  const { findings, known } = validateBody(request, { seen: photo !== undefined });
  const completed = known && photo ? complete({ ...known, photo }) : null;
  const unlike = completed ? unlikeABody(completed) : [];
  const wanted = unlike.length === 0 ? known : null;
  return {
    findings: [...unlike, ...findings],
    body: wanted && buildKnownBody(template, { ...wanted, photo }),
  };
}

/**
 * The same for a body that was checked before (`validateBody(…).known`).
 * @param fit finds the shape
 * @throws {BodyError} `invalid_measurement` on values that were not checked and are no lengths
 */
export function buildKnownBody(
  template: BuildRequest['template'],
  known: KnownBody,
  fit: (request: FitRequest) => FittedBody = fitToMeasurements,
): BuiltBody {
  const completed = complete(known);
  const likely = completed.posterior.reduce((best, part) => (part.weight > best.weight ? part : best));
  const { sex, gaussian: posterior } = likely;
  const own = template(sex);
  const targets = targetsOf(known, completed);
  const fitted = fit({
    template: own,
    sex,
    targets,
    posterior,
    weight: weightOf(known, likely),
  });
  return {
    sex,
    template: own,
    known,
    completed,
    bodyType: bodyType(completed),
    fitted,
    residuals: fitted.residuals,
    outOfReach: fitted.outOfReach.map((residual) => ({ ...residual, sentence: sentenceOf(residual) })),
    measurements: exportedMeasurements(known, completed),
  };
}

/** Measures that no adult has, read off photos of something else. */
function unlikeABody({ measurements, weight }: CompletedBody): Finding[] {
  const wrong = MEASUREMENT_KEYS.some((key) => {
    const [low, high] = TAPE_DEFINITIONS[key].range;
    return !(measurements[key].cm >= low && measurements[key].cm <= high);
  });
  const index = weight.kg / (measurements.height.cm / 100) ** 2;
  if (!wrong && index >= LIVING[0] && index <= LIVING[1]) return [];
  return [
    finding({
      field: 'photos',
      severity: 'error',
      code: 'unlike_a_body',
      messageId: 'photos_unlike_a_body',
    }),
  ];
}

/** Body mass indices, kg/m². */
const LIVING = [11, 90] as const;

/** What was given must come out; of what a photo saw, the best guess. Flexed arms and the like have no mesh measure. */
function targetsOf(known: KnownBody, completed: CompletedBody): Partial<Record<BodyKey, number>> {
  const seen = (key: BodyKey): boolean =>
    MEASUREMENT_KEYS.some((own) => own === key && completed.measurements[own].source === 'photo');
  const wanted = MESH_KEYS.filter((key) => known.measurements[key] !== undefined || seen(key));
  return Object.fromEntries(
    wanted.map((key) => {
      const value = known.measurements[key];
      const cm = typeof value === 'number' ? value : value?.cm;
      return [key, seen(key) ? estimate(completed.posterior, key).cm : (cm as number)];
    }),
  );
}

function weightOf(known: KnownBody, { gaussian }: PosteriorPart): { kg: number; sigma: number } {
  if (known.weight !== undefined) return givenWeight(known.weight);
  const index = variableIndex('sqrtWeight');
  const root = gaussian.mean[index] as number;
  const variance = gaussian.covariance[index * gaussian.mean.length + index] as number;
  return { kg: root * root, sigma: 2 * root * Math.sqrt(Math.max(0, variance)) };
}

function sentenceOf({ key, target, cm, off }: Residual): string {
  const label = key in TAPE_DEFINITIONS ? inSentence(TAPE_DEFINITIONS[key as TapeKey].label) : key;
  const far = Math.max(Math.abs(off), CLOSING_TOLERANCE);
  return `The ${label} of this body is ${plain(cm)} cm, ${plain(far)} cm ${
    off > 0 ? 'above' : 'below'
  } the ${plain(target)} asked for: with the other values no shape comes closer.`;
}

function exportedMeasurements(
  known: KnownBody,
  { measurements, offered }: CompletedBody,
): Record<string, ExportedMeasurement> {
  const carried = [
    ...MEASUREMENT_KEYS.map((key) => [key, measurements[key]] as const),
    ...OFFERED_KEYS.filter((key) => known.measurements[key] !== undefined).map(
      (key) => [key, offered[key]] as const,
    ),
  ];
  const short = (value: number): number => Number(value.toFixed(2));
  return Object.fromEntries(
    carried.map(([key, { cm, sigma, definition, source }]) => [
      key,
      { cm: short(cm), sigma: short(sigma), definition, source },
    ]),
  );
}
