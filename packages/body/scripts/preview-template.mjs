// Looks at the baked template: node packages/body/scripts/preview-template.mjs <what> <out.png> [woman|man]
// what: bodies | weights | face | hands | feet | poses | labels | atlas
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { poseBody } from '../dist/mesh/pose.js';
import { POSE_NAMES, poseNamed } from '../dist/mesh/poses.js';
import { loadTemplate } from '../dist/template/load-template.js';
import { contactSheet, encodePng } from './picture.mjs';

const bytes = new Uint8Array(
  readFileSync(process.env.TEMPLATE ?? fileURLToPath(new URL('../dist/template.bin', import.meta.url))),
);
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
  if (what === 'poses') {
    const shape = deformed(template, JSON.parse(process.env.SHAPE ?? '{}'));
    size = [300, 420];
    columns = 6;
    for (const turn of [0, -0.8, 2.5]) {
      for (const pose of POSE_NAMES) {
        const { positions } = poseBody(template, shape, poseNamed(template, shape, pose));
        views.push({ positions, triangles, turn, tilt: 0.05, centre: [0, middle + 0.12, 0], span: 2.3 });
      }
    }
  }
  if (what === 'labels') {
    const hue = (b) => [0, 2, 4].map((k) => 0.6 + 0.3 * Math.cos(b * 2.4 + k));
    const colour = (f) => hue(template.skinIndices[triangles[f * 3] * 4]);
    for (const turn of FRONT_TO_BACK)
      views.push({
        positions: template.positions,
        triangles,
        turn,
        colour,
        centre: [0, middle, 0],
        span: 1.92,
      });
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
/** The atlas: skin that is laid out true to size is grey, stretched blue, squeezed red, overturned black. */
function drawAtlas(template, side) {
  const rgb = new Uint8Array(side * side * 3).fill(255);
  const { uvs, triangles, positions: p } = template;
  const faces = triangles.length / 3;
  const flat = (f, e) => [uvs[(f * 3 + e) * 2] * side, uvs[(f * 3 + e) * 2 + 1] * side];
  const ratios = new Float64Array(faces);
  for (let f = 0; f < faces; f++) {
    const [a, b, c] = [0, 1, 2].map((e) => [0, 1, 2].map((k) => p[triangles[f * 3 + e] * 3 + k]));
    const u = b.map((x, k) => x - a[k]);
    const v = c.map((x, k) => x - a[k]);
    const area = Math.hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]);
    const [s, t, r] = [0, 1, 2].map((e) => flat(f, e));
    ratios[f] = ((t[1] - s[1]) * (r[0] - s[0]) - (t[0] - s[0]) * (r[1] - s[1])) / area;
  }
  const median = ratios.slice().sort()[faces >> 1];
  for (let f = 0; f < faces; f++) {
    const [a, b, c] = [0, 1, 2].map((e) => flat(f, e));
    const k = ratios[f] / median;
    const l = Math.max(-1, Math.min(1, Math.log2(Math.max(1e-3, k)) / 2));
    const colour =
      k <= 0 ? [0, 0, 0] : [170 - 90 * Math.max(0, l), 170 - 90 * Math.abs(l), 170 + 90 * Math.min(0, l)];
    if (l < 0) colour[0] = 170 - 60 * l;
    if (l > 0) colour[2] = 170 + 60 * l;
    const area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    for (let y = Math.floor(Math.min(a[1], b[1], c[1])); y <= Math.max(a[1], b[1], c[1]); y++) {
      for (let x = Math.floor(Math.min(a[0], b[0], c[0])); x <= Math.max(a[0], b[0], c[0]); x++) {
        const s = ((b[0] - x) * (c[1] - y) - (b[1] - y) * (c[0] - x)) / area;
        const t = ((c[0] - x) * (a[1] - y) - (c[1] - y) * (a[0] - x)) / area;
        if (s < 0 || t < 0 || s + t > 1 || x < 0 || y < 0 || x >= side || y >= side) continue;
        const ink = Math.min(s, t, 1 - s - t) < 0.1 ? 0.7 : 1;
        for (let q = 0; q < 3; q++) rgb[(y * side + x) * 3 + q] = colour[q] * ink;
      }
    }
  }
  return encodePng(side, side, rgb);
}

if (what === 'atlas') writeFileSync(out, drawAtlas(loadTemplate(bytes, sexes[0]), 1400));
else writeFileSync(out, contactSheet(views, columns, ...size));
