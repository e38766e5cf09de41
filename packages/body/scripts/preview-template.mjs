// Looks at the baked template: node packages/body/scripts/preview-template.mjs <what> <out.png> [woman|man]
// what: bodies | weights | face | hands | feet | poses | labels | atlas
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadTemplate } from '../dist/template/load-template.js';
import { contactSheet } from './picture.mjs';

const bytes = new Uint8Array(readFileSync(process.env.TEMPLATE ?? fileURLToPath(new URL('../dist/template.bin', import.meta.url))));
const [what = 'bodies', out = 'template.png', only] = process.argv.slice(2);
const sexes = only ? [only === 'man' ? 'male' : 'female'] : ['female', 'male'];

/** The template's positions with coefficients added. */
export function deformed(template, coefficients) {
  const positions = Float64Array.from(template.positions);
  for (const [name, k] of Object.entries(coefficients)) {
    const shape = template.shapes.find((s) => s.name === name);
    for (let i = 0; i < positions.length; i++) positions[i] += k * shape.displacements[i];
  }
  return positions;
}

const FRONT_TO_BACK = [0, -0.7, -1.57, 3.14];
const views = [];
let columns = 4;
let size = [330, 520];
for (const sex of sexes) {
  const template = loadTemplate(bytes, sex);
  const { triangles } = template;
  const middle = sex === 'male' ? 0.88 : 0.82;
  const place = (name, positions = template.positions) => {
    const { triangle, weights } = template.landmarks[name];
    return [0, 1, 2].map((c) =>
      weights.reduce((s, w, e) => s + w * positions[triangles[triangle * 3 + e] * 3 + c], 0),
    );
  };
  const body = (coefficients, turn) =>
    views.push({
      positions: deformed(template, coefficients),
      triangles,
      turn,
      tilt: 0.03,
      centre: [0, middle, 0],
      span: 1.92,
    });
  if (what === 'bodies') for (const turn of FRONT_TO_BACK) body({}, turn);
  if (what === 'weights') {
    for (const k of [{ slim: 1 }, {}, { muscle: 1 }, { heavy: 1 }, { heavy: 1, obese: 1 }])
      for (const turn of FRONT_TO_BACK) body(k, turn);
    size = [250, 360];
  }
  if (what === 'face') {
    const chin = place('chin');
    columns = 3;
    size = [420, 460];
    for (const turn of [0, -0.6, -1.57])
      views.push({
        positions: template.positions,
        triangles,
        turn,
        tilt: 0.05,
        centre: [0, chin[1] + 0.09, 0.02],
        span: 0.3,
      });
  }
  if (what === 'hands') {
    const tip = place('fingertipLeft');
    const wrist = place('wristLeft');
    const centre = [0, 1, 2].map((c) => (tip[c] + wrist[c]) / 2);
    columns = 3;
    size = [420, 420];
    const hand = [];
    for (let f = 0; f < triangles.length; f += 3) {
      const near = [0, 1, 2].every(
        (e) =>
          Math.hypot(...[0, 1, 2].map((c) => template.positions[triangles[f + e] * 3 + c] - centre[c])) <
          0.17,
      );
      if (near) hand.push(triangles[f], triangles[f + 1], triangles[f + 2]);
    }
    for (const [turn, tilt] of [
      [-1.57, 0.6],
      [1.57, -0.6],
      [0, 0],
    ])
      views.push({ positions: template.positions, triangles: hand, turn, tilt, centre, span: 0.25 });
  }
  if (what === 'feet') {
    const heel = place('heelLeft');
    columns = 3;
    size = [420, 420];
    for (const [turn, tilt] of [
      [0, 0.8],
      [-0.9, 0.4],
      [1.4, 0.25],
    ])
      views.push({
        positions: template.positions,
        triangles,
        turn,
        tilt,
        centre: [heel[0], 0.05, heel[2] + 0.12],
        span: 0.34,
      });
  }
}
writeFileSync(out, contactSheet(views, columns, ...size));
