// From what was read of each sitter to figures: by case, measure and sex; by build and background; refusals.
import { average, share, sizes } from '../figures.mjs';
import { BMI, FIRST_SEED, SIZE } from './draw-sitter.mjs';
import { CASES } from './read-sitter.mjs';

const SEXES = ['all', 'female', 'male'];
const BANDS = [
  ['<25', 0, 25],
  ['25-30', 25, 30],
  ['30-35', 30, 35],
  ['>=35', 35, Infinity],
];

const bmi = ({ kg, truth }) => kg / (truth.height / 100) ** 2;

/** One row for each answer of each sitter: for whoever looks for what went wrong. */
export function answersOf(results) {
  return results.flatMap(({ number, sitter, rows }) =>
    rows.flatMap(({ name, answers = {}, mesh, warned, cameras }) =>
      Object.entries(answers).map(([measure, { value, sigma, low90, high90 }]) => {
        const truth = measure === 'weight' ? sitter.kg : sitter.truth[measure];
        const { front, side } = sitter.conditions;
        return {
          number,
          given: name,
          measure,
          sex: sitter.sex,
          bmi: bmi(sitter),
          truth,
          value,
          error: value - truth,
          sigma,
          covered: low90 <= truth && truth <= high90,
          width: high90 - low90,
          onMesh: mesh?.[measure],
          outfit: front.looks.outfit,
          background: front.backdrop.kind,
          focal35: front.camera.focalLength35,
          ...view('front', front, cameras?.front),
          ...view('side', side, cameras?.side),
          warned: warned.join(' '),
        };
      }),
    ),
  );
}

/** True camera, and what was found. */
const view = (kind, { camera, stance }, found) => ({
  [`${kind}Distance`]: camera.distance,
  [`${kind}Height`]: camera.height,
  [`${kind}Pitch`]: camera.pitch,
  [`${kind}Yaw`]: stance.yaw,
  [`${kind}FoundDistance`]: found?.distance,
  [`${kind}FoundPitch`]: found?.pitch,
});

const figures = (list) => ({
  people: list.length,
  ...sizes(list.map(({ error }) => error)),
  coverage90: share(list, ({ covered }) => covered),
  width90: average(list.map(({ width }) => width)),
  sigma: average(list.map(({ sigma }) => sigma)),
});

const ofSex = (list, sex) => (sex === 'all' ? list : list.filter((one) => one.sex === sex));
const unique = (list, field) => [...new Set(list.map((one) => one[field]))];

/** One row for a case, a measure and a sex; cm, weight in kg. */
export function byMeasure(answers) {
  return Object.keys(CASES).flatMap((given) =>
    unique(answers, 'measure').flatMap((measure) =>
      SEXES.flatMap((sex) => {
        const list = ofSex(answers, sex).filter((one) => one.given === given && one.measure === measure);
        return list.length > 0 ? [{ given, measure, sex, ...figures(list) }] : [];
      }),
    ),
  );
}

/** The same of three girths by build, background and clothes, both sexes together. */
export function byCondition(answers) {
  const groups = [
    ...BANDS.map(([name, low, high]) => [`BMI ${name}`, (one) => one.bmi >= low && one.bmi < high]),
    ...['plain', 'busy'].map((kind) => [`${kind} background`, (one) => one.background === kind]),
    ...unique(answers, 'outfit').map((outfit) => [`outfit ${outfit}`, (one) => one.outfit === outfit]),
  ];
  return Object.keys(CASES).flatMap((given) =>
    groups.flatMap(([condition, test]) =>
      ['chest', 'waist', 'hip'].flatMap((measure) => {
        const list = answers.filter((one) => one.given === given && one.measure === measure && test(one));
        return list.length > 0 ? [{ given, condition, measure, ...figures(list) }] : [];
      }),
    ),
  );
}

/** What became of the sitters of each case: how many were answered, refused and why, warned of what. */
export function outcomes(results) {
  return Object.entries(CASES)
    .filter(([, { photos }]) => photos.length > 0)
    .flatMap(([given]) => {
      const rows = results.flatMap(({ rows: all }) => all.filter(({ name }) => name === given));
      const built = rows.filter(({ mesh }) => mesh);
      const count = (outcome, list) => ({
        given,
        outcome,
        sitters: list.length,
        percent: (100 * list.length) / rows.length,
      });
      const codes = (field) => [...new Set(rows.flatMap((row) => row[field]))].sort();
      return [
        count(
          'answered',
          rows.filter(({ refused }) => refused.length === 0),
        ),
        count(
          'refused',
          rows.filter(({ refused }) => refused.length > 0),
        ),
        ...codes('refused').map((code) =>
          count(
            `refused ${code}`,
            rows.filter(({ refused }) => refused.includes(code)),
          ),
        ),
        ...codes('warned').map((code) =>
          count(
            `warned ${code}`,
            rows.filter(({ warned }) => warned.includes(code)),
          ),
        ),
        ...(built.length > 0
          ? [
              count(
                'body not closed',
                built.filter(({ closes }) => !closes),
              ),
            ]
          : []),
      ];
    });
}

/** Whom and what the figures rest on. */
export function photoConditionsRow(results, model) {
  const sitters = results.map(({ sitter }) => sitter);
  const span = (list) => `${Math.min(...list).toFixed(1)} to ${Math.max(...list).toFixed(1)}`;
  return {
    sitters: results.length,
    women: sitters.filter(({ sex }) => sex === 'female').length,
    firstSeed: FIRST_SEED,
    bmi: BMI.join(' to '),
    bmiDrawn: span(sitters.map(bmi)),
    width: SIZE.width,
    height: SIZE.height,
    quality: '82 to 94',
    model: model ?? 'full',
    distances: span(
      sitters.flatMap(({ conditions: c }) => [c.front, c.side].map((one) => one.camera.distance)),
    ),
    focalLengths: [...new Set(sitters.map(({ conditions: c }) => c.front.camera.focalLength35))]
      .sort((a, b) => a - b)
      .join(' '),
    node: process.version,
  };
}
