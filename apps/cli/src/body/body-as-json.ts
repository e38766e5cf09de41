import {
  type BodyKey,
  type BuiltBody,
  type CompletedValue,
  type Finding,
  MEASUREMENT_KEYS,
  OFFERED_KEYS,
  type TapeKey,
} from '@likeness/body';
import type { ReadResult } from '@likeness/vision/node';

export interface WrittenFile {
  file: string;
  bytes: number;
}

/** A measure as it was asked for or inferred, and as the mesh shows it; cm. */
export interface BodyRow {
  key: TapeKey;
  value: CompletedValue;
  given: boolean;
  /** Undefined where a mesh has no such measure. */
  onMesh: number | undefined;
}

/** The fifteen, and what else was given. */
export function rowsOf({ known, completed, fitted }: BuiltBody): BodyRow[] {
  const row = (key: TapeKey, value: CompletedValue): BodyRow => ({
    key,
    value,
    given: known.measurements[key] !== undefined,
    onMesh: fitted.measured[key as BodyKey]?.cm,
  });
  return [
    ...MEASUREMENT_KEYS.map((key) => row(key, completed.measurements[key])),
    ...OFFERED_KEYS.map((key) => row(key, completed.offered[key])).filter(({ given }) => given),
  ];
}

const short = (value: number, decimals = 2): number => Number(value.toFixed(decimals));

/** All that came out, in cm and kg whatever was asked in. */
export function bodyAsJson(
  body: BuiltBody,
  findings: readonly Finding[],
  written: readonly WrittenFile[],
): object {
  const { completed, fitted, bodyType } = body;
  const measurements = Object.fromEntries(
    rowsOf(body).map(({ key, value, onMesh }) => [
      key,
      {
        cm: short(value.cm),
        sigma: short(value.sigma),
        low90: short(value.low90),
        high90: short(value.high90),
        source: value.source,
        definition: value.definition,
        ...(onMesh === undefined ? {} : { onMesh: short(onMesh, 3), off: short(onMesh - value.cm, 3) }),
      },
    ]),
  );
  const { kg, sigma, low90, high90, source } = completed.weight;
  return {
    findings,
    body: {
      sex: body.sex,
      sexProbability: completed.sexProbability,
      measurements,
      weight: {
        kg: short(kg),
        sigma: short(sigma),
        low90: short(low90),
        high90: short(high90),
        source,
        ofMesh: short(fitted.kg),
        litres: short(fitted.litres),
      },
      bodyType,
      closes: fitted.closes,
      residuals: fitted.residuals,
      outOfReach: body.outOfReach,
      selfIntersections: fitted.selfIntersections,
    },
    written,
  };
}

/** What was found in photos: refusals, warnings, and where the cameras stood (metres, radians, pixels). */
export function photosAsJson(result: ReadResult | undefined): object {
  if (!result) return {};
  const photos = result.photos.map(({ kind, width, height, camera }) => ({
    kind,
    width,
    height,
    camera: camera && {
      distance: short(camera.distance),
      height: short(camera.height),
      pitch: short(camera.pitch, 4),
      pitchSigma: short(camera.pitchSigma, 4),
      focalLength: short(camera.focalLength, 1),
    },
  }));
  return { photoFindings: result.findings, photos };
}
