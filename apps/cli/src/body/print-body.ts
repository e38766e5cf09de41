import {
  BODY_TYPES,
  type BuiltBody,
  formatFeetInches,
  formatWeight,
  fromCentimetres,
  lengthUnit,
  TAPE_DEFINITIONS,
  type UnitSystem,
} from '@likeness/body';
import { formatTable } from '../text-table.ts';
import { rowsOf, type WrittenFile } from './body-as-json.ts';

const SOURCES = { measured: 'given', declared: 'given', photo: 'photo', inferred: 'inferred' } as const;

/** What came out, for people: a table of the measurements, the body type, the weight, the files. */
export function printBody(body: BuiltBody, system: UnitSystem, written: readonly WrittenFile[]): string {
  const unit = lengthUnit(system);
  // Adding 0 turns the −0.00 of a rounding into 0.00.
  const length = (cm: number, decimals = 1) =>
    (Number(fromCentimetres(cm, unit).toFixed(decimals)) + 0).toFixed(decimals);
  const table = formatTable(
    ['measurement', unit, '± sigma', '± 90 %', 'source', 'on the mesh', 'difference'],
    rowsOf(body).map(({ key, value, onMesh }) => [
      TAPE_DEFINITIONS[key].label,
      length(value.cm),
      length(value.sigma),
      length((value.high90 - value.low90) / 2),
      SOURCES[value.source],
      onMesh === undefined ? '' : length(onMesh),
      onMesh === undefined ? '' : length(onMesh - value.cm, 2),
    ]),
  );
  return [table, '', ...remarks(body, system), ...written.map(fileLine)].join('\n');
}

function remarks(body: BuiltBody, system: UnitSystem): string[] {
  const { completed, fitted, bodyType } = body;
  const probable = BODY_TYPES.map((type) => ({ type, share: bodyType.probabilities[type] }))
    .filter(({ share }) => share >= 0.05)
    .sort((a, b) => b.share - a.share)
    .map(({ type, share }) => `${type.replace('_', ' ')} ${Math.round(100 * share)} %`);
  const weight = completed.weight;
  const range = formatWeight((weight.high90 - weight.low90) / 2, system);
  const rules = bodyType.rules.map(({ name, version }) => `${name} ${version}`).join(' and ');
  const lines = [
    `Body type   ${probable.join(', ')}${bodyType.borderline ? ' (borderline)' : ''}; by the rules ${rules}`,
    `Weight      ${formatWeight(weight.kg, system)} (± ${range}), ${SOURCES[weight.source]}; the mesh, by its volume: ${formatWeight(fitted.kg, system)}`,
    `Closing     ${closing(body)}`,
  ];
  if (system === 'imperial') {
    lines.unshift(`Height      ${formatFeetInches(completed.measurements.height.cm)}`);
  }
  if (body.known.sex === undefined) {
    const share = Math.round(100 * completed.sexProbability[body.sex]);
    lines.unshift(`Sex         not given; built as ${body.sex}, which fits with ${share} %`);
  }
  return lines;
}

function closing({ fitted, residuals }: BuiltBody): string {
  const worst = Math.max(0, ...residuals.map(({ off }) => Math.abs(off)));
  const met =
    fitted.outOfReach.length === 0 ? 'every given measure is met' : 'not every given measure is met';
  const skin = fitted.selfIntersections === 0 ? 'the skin does not cut itself' : 'the skin cuts itself';
  const weight = fitted.weightPlausible ? '' : '; the volume does not go with the weight';
  return `${met}, re-measured on the mesh to ${worst.toFixed(3)} cm; ${skin}${weight}`;
}

const fileLine = ({ file, bytes }: WrittenFile) => `Wrote       ${file}, ${Math.round(bytes / 1000)} KB`;
