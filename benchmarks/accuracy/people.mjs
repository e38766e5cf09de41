// People of ANSUR II as the package names their measures.
import { derivedFrom, TAPE_DEFINITIONS, TAPE_KEYS } from '@likeness/body';
import { readAnsur } from '../../scripts/ansur.mjs';

/** Tape measures that the survey took itself: only these have a truth. */
export const SURVEYED = TAPE_KEYS.filter((key) => TAPE_DEFINITIONS[key].ansur);

/** Of the body mass index, kg/m². The survey has too few people in the last one to say much. */
export const BANDS = [
  ['all', 0, Infinity],
  ['<25', 0, 25],
  ['25-30', 25, 30],
  ['30-35', 30, 35],
  ['>=35', 35, Infinity],
];

export const SEXES = ['male', 'female'];

/** Reads the table; `unseen` are those whom no coefficient of the package rests on. */
export function readPeople(path) {
  const rows = readAnsur(path);
  return { seen: rows.filter((row) => !row.heldOut), unseen: rows.filter((row) => row.heldOut) };
}

/** A surveyed measure, cm. */
export const cm = (row, key) => row.columns[TAPE_DEFINITIONS[key].ansur];
export const truth = (row, key) => (key === 'weight' ? row.weightKg : cm(row, key));
export const bmi = (row) => row.weightKg / (row.columns.stature / 100) ** 2;

/** A surveyed measure, or what the package makes of one: natural waist, high hip, relaxed arm; cm. */
export function cmOrDerived(row, key) {
  if (TAPE_DEFINITIONS[key].ansur) return cm(row, key);
  return derivedFrom(row.sex, key, Object.fromEntries(SURVEYED.map((name) => [name, cm(row, name)])));
}

/** What a regression is given, or asked for, in the unit in which it is most nearly linear. */
export const predictor = (row, name) =>
  name === 'weight' ? Math.sqrt(row.weightKg) : name === 'age' ? Math.log(row.age) : cm(row, name);

/** Groups of results that carry their `row`, by sex and band; empty ones are left out. */
export function groups(results) {
  return SEXES.flatMap((sex) =>
    BANDS.map(([band, low, high]) => ({
      sex,
      bmi: band,
      list: results.filter(({ row }) => row.sex === sex && bmi(row) >= low && bmi(row) < high),
    })),
  ).filter(({ list }) => list.length > 0);
}

/** Evenly spread over the list, so that a sample has all sorts. */
export function sample(list, count) {
  if (!count || count >= list.length) return list;
  return Array.from({ length: count }, (_, i) => list[Math.floor(((i + 0.5) * list.length) / count)]);
}

/** Standard normal numbers from a seed: Mulberry32 and Box–Muller. */
export function randomNumbers(seed) {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
