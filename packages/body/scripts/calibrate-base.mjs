// Finds the corrections of base-edits.ts: node --conditions=source --import tsx packages/body/scripts/calibrate-base.mjs
// Each girth has one or two edits of its own; their gains are nearly those of a circle, so a few rounds of
// dividing what is missing by the gain are enough.
import { measureBody } from '../src/measure/measure-body.ts';
import { bakeTemplate, bakeTopology } from '../src/template/bake/bake-template.ts';
import { BASE_EDITS } from '../src/template/bake/base-edits.ts';
import { BASE_GIRTHS } from '../src/template/bake/base-girths.ts';
import { loadTemplate } from '../src/template/load-template.ts';

/** [measure, edit, share of the correction in centimetres of edit per centimetre of girth]. */
const RULES = {
  man: [
    ['chest', 'chestDepth', 0.25],
    ['chest', 'chestWidth', 0.12],
    ['waistNatural', 'waistDepth', 0.22],
    ['waistNatural', 'waistWidth', 0.12],
    ['waistOmphalion', 'abdomenDepth', 0.22],
    ['waistOmphalion', 'abdomenWidth', 0.12],
    ['hip', 'hipDepth', 0.12],
    ['hip', 'hipWidth', 0.18],
    ['neck', 'neckWidth', 0.15],
    ['neck', 'neckDepth', 0.2],
    ['thigh', 'thigh', 0.15],
    ['calf', 'calf', 0.15],
    ['bicep', 'upperArm', 0.15],
    ['forearm', 'forearm', 0.15],
    ['wrist', 'wrist', 0.15],
    ['ankle', 'ankle', 0.15],
  ],
};
RULES.woman = [['chest', 'breast', 0.07], ...RULES.man];

const topology = bakeTopology();
for (let round = 0; round < 5; round++) {
  const bytes = bakeTemplate({ topology, withoutShapes: true });
  for (const [sex, kind] of [
    ['male', 'man'],
    ['female', 'woman'],
  ]) {
    const template = loadTemplate(bytes, sex);
    const measured = measureBody(template, template.positions);
    const off = Object.fromEntries(Object.entries(BASE_GIRTHS[sex]).map(([k, v]) => [k, v - measured[k].cm]));
    console.log(
      kind,
      Object.entries(off)
        .map(([k, v]) => `${k} ${v.toFixed(2)}`)
        .join('  '),
    );
    for (const [measure, edit, gain] of RULES[kind]) {
      BASE_EDITS[kind][edit] = (BASE_EDITS[kind][edit] ?? 0) + off[measure] * gain;
    }
  }
}
const rounded = (edits) =>
  Object.fromEntries(Object.entries(edits).map(([k, v]) => [k, Number(v.toFixed(3))]));
console.log({ man: rounded(BASE_EDITS.man), woman: rounded(BASE_EDITS.woman) });
