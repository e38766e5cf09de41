// The section about photos of docs/accuracy.md, from the CSV files alone.
import { TAPE_DEFINITIONS } from '@likeness/body';
import { digits, table } from '../figures.mjs';

export const PHOTO_RESULTS = [
  'photos-conditions',
  'photos-outcomes',
  'photos-measures',
  'photos-conditions-of-photos',
];

const AIMS = { chest: 1.5, waist: 1.5, hip: 1.5, inseam: 1, armLength: 1, shoulderWidth: 1 };
const TITLES = {
  'front+side+height': 'Front, side, height',
  'front+height': 'Front, height',
  'front+side+height+weight': 'Front, side, height, weight',
  'height+weight': 'No photo: height, weight',
  height: 'No photo: height',
};

const label = (key) => (key === 'weight' ? 'Weight, kg' : TAPE_DEFINITIONS[key].label);
const unique = (rows, field) => [...new Set(rows.map((row) => row[field]))];

function conditions([row]) {
  return `**Synthetic, same body family.** ${row.sitters} bodies (${row.women} women) drawn from the population that the
estimator assumes, body mass index ${row.bmi}, half of them moved along the axis of weight so that slim and heavy ones
are as frequent as ordinary ones; shapes are those of our own template. Their seeds (from ${row.firstSeed}) are none of those that
the model of breadths was learned from. Each is photographed by our own renderer from the front and the side:
${row.distances} m away, camera 0.9 to 1.6 m high, pitch to ±8°, focal lengths ${row.focalLengths} mm (as 35 mm film, told by EXIF),
turned by up to 5°, arms 25 to 45° away in front; plain and busy backgrounds, six skin tones, tight clothing of several
cuts and colours, sensor noise, ${row.width}×${row.height} pixels, JPEG of quality ${row.quality}. The files are read as if
somebody had sent them; pose model \`${row.model}\`. Height is told in whole centimetres, weight in whole kilograms. The truth is the
mesh, measured. Nothing here vouches for real people, real clothes or real rooms.`;
}

function outcomesTable(rows) {
  const names = unique(rows, 'outcome');
  const cases = unique(rows, 'given');
  const find = (given, outcome) => rows.find((row) => row.given === given && row.outcome === outcome);
  return table(
    ['Sitters', ...cases.map((given) => TITLES[given])],
    names.map((outcome) => [
      outcome,
      ...cases.map((given) => {
        const row = find(given, outcome);
        return row ? `${row.sitters} (${digits(row.percent, 1)} %)` : '–';
      }),
    ]),
  );
}

function overview(rows) {
  const cases = unique(rows, 'given');
  const lines = unique(rows, 'measure').map((key) => [
    label(key),
    AIMS[key] === undefined ? '' : digits(AIMS[key], 1),
    ...cases.map((given) =>
      digits(rows.find((r) => r.given === given && r.measure === key && r.sex === 'all')?.mae),
    ),
  ]);
  return table(['Mean error, cm', 'Aim', ...cases.map((given) => TITLES[given])], lines);
}

function detail(rows, given) {
  const own = rows.filter((row) => row.given === given);
  const lines = unique(own, 'measure').map((key) => {
    const pair = (field, n = 2) =>
      ['male', 'female']
        .map((sex) => digits(own.find((r) => r.measure === key && r.sex === sex)?.[field], n))
        .join(' / ');
    return [label(key), pair('mae'), pair('p90'), pair('bias'), pair('sigma'), pair('coverage90', 0)];
  });
  return table(['Men / women, cm', 'Mean error', 'P90', 'Bias', 'Told ±', '90 % interval holds, %'], lines);
}

function groups(rows) {
  const cases = ['front+side+height', 'front+height', 'height+weight'];
  const lines = unique(rows, 'condition').map((condition) => {
    const of = (given) =>
      ['chest', 'waist', 'hip']
        .map((key) =>
          digits(rows.find((r) => r.given === given && r.condition === condition && r.measure === key)?.mae),
        )
        .join(' / ');
    const people = rows.find((r) => r.given === 'height+weight' && r.condition === condition)?.people;
    return [condition, people, ...cases.map(of)];
  });
  return table(['Chest / waist / hip, cm', 'n', ...cases.map((given) => TITLES[given])], lines);
}

/** @param results rows by the names of {@link PHOTO_RESULTS} */
export function photoSection(results) {
  const measures = results['photos-measures'];
  return [
    conditions(results['photos-conditions']),
    outcomesTable(results['photos-outcomes']),
    overview(measures),
    '#### Front, side and height',
    detail(measures, 'front+side+height'),
    '#### Front and height',
    detail(measures, 'front+height'),
    '#### Mean error by build, background and clothes',
    groups(results['photos-conditions-of-photos']),
  ].join('\n\n');
}
