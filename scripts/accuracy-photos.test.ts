import { describe, expect, it } from 'vitest';
// @ts-expect-error: a script without types
import { answersOf, byMeasure, outcomes } from '../benchmarks/accuracy/photos/summarise.mjs';

const GIVEN = 'front+side+height';
const camera = { distance: 3, height: 1.2, pitch: 0, focalLength35: 26 };
const view = { camera, stance: { yaw: 0 }, looks: { outfit: 'suit' }, backdrop: { kind: 'plain' } };

/** A sitter whose hip is 100 cm, read as `value` ± 1, or refused. */
const sitter = (number: number, sex: string, value: number | undefined) => ({
  number,
  sitter: {
    sex,
    kg: 70,
    truth: { height: 170, hip: 100 },
    conditions: { front: view, side: view },
  },
  rows: [
    {
      name: GIVEN,
      warned: ['side:arms_not_away'],
      cameras: {},
      refused: value === undefined ? ['front:blurred'] : [],
      ...(value === undefined
        ? {}
        : {
            answers: { hip: { value, sigma: 0.6, low90: value - 1, high90: value + 1 } },
            mesh: { hip: value },
            closes: true,
          }),
    },
  ],
});

const RESULTS = [
  sitter(0, 'female', 100.5),
  sitter(1, 'male', 97),
  sitter(2, 'female', 99.5),
  sitter(3, 'male', undefined),
];

describe('figures of photos', () => {
  it('takes errors, their bias and what intervals hold, by sex and of all', () => {
    const rows = byMeasure(answersOf(RESULTS));
    const of = (sex: string) => rows.find((row: { sex: string }) => row.sex === sex);
    expect(of('all')).toMatchObject({ given: GIVEN, measure: 'hip', people: 3, max: 3 });
    expect(of('all').mae).toBeCloseTo(4 / 3, 9);
    expect(of('all').bias).toBeCloseTo(-1, 9);
    expect(of('all').coverage90).toBeCloseTo(200 / 3, 9);
    expect(of('female')).toMatchObject({ people: 2, mae: 0.5, bias: 0, coverage90: 100 });
    expect(of('male')).toMatchObject({ people: 1, mae: 3, bias: -3, coverage90: 0 });
  });

  it('counts who was refused and why, of all who were photographed', () => {
    const rows = outcomes(RESULTS).filter(({ given }: { given: string }) => given === GIVEN);
    const told = Object.fromEntries(
      rows.map(({ outcome, sitters }: { outcome: string; sitters: number }) => [outcome, sitters]),
    );
    expect(told).toEqual({
      answered: 3,
      refused: 1,
      'refused front:blurred': 1,
      'warned side:arms_not_away': 4,
      'body not closed': 0,
    });
  });
});
