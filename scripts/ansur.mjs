// Reading of an ANSUR II table and the split that every figure about accuracy rests on.
// The table is never part of the product: its path comes from the command line.
import { readFileSync } from 'node:fs';

/** Raised, or changed, only together with the shipped coefficients. */
export const SPLIT_SEED = 'likeness/ansur/1';

/** FNV-1a, 32 bits, with the finaliser of MurmurHash3: FNV alone leaves the low bits of near-equal rows alike. */
function hash(text) {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) >>> 0;
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) >>> 0;
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * True when the row belongs to the 20 % that no statistic may see. It depends on the row's own text only, so
 * neither the order of the rows nor further rows change where a person belongs.
 */
export function isHeldOut(line) {
  return hash(`${SPLIT_SEED}\n${line.trim()}`) % 5 === 0;
}

/** Rows of the table: sex, age in years, weight in kg, every other column in cm under its own name. */
export function readAnsur(path) {
  const [head, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = head.split(',');
  for (const needed of ['sex', 'age', 'stature', 'weight_hg']) {
    if (!names.includes(needed))
      throw new Error(`${path}: no column "${needed}"; is this an ANSUR II table?`);
  }
  return lines.map((line) => {
    const cells = line.split(',');
    const row = { heldOut: isHeldOut(line), columns: {} };
    for (const [i, name] of names.entries()) {
      if (name === 'sex') row.sex = cells[i] === 'F' ? 'female' : 'male';
      else if (name === 'age') row.age = Number(cells[i]);
      else if (name === 'weight_hg') row.weightKg = Number(cells[i]) / 10;
      else row.columns[name] = Number(cells[i]) / 10;
    }
    return row;
  });
}
