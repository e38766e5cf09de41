// Draws the contact sheets of docs/images from bodies that came the whole way, from measurements to a mesh:
// npm run sheets [shapes|details|poses|lods|hero …] ; TEMPLATE=file OUT=folder look at another template.
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import {
  buildBody,
  drawPicture,
  framing,
  LOD_SHARE,
  loadTemplate,
  POSE_NAMES,
  paintLayers,
  poseBody,
  poseNamed,
  skyVisibility,
  surfacePosition,
} from '../dist/index.js';
import { simplifierReady, simplify } from '../dist/mesh/lod.js';
import { vertexNormals } from '../dist/mesh/normals.js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const bytes = new Uint8Array(readFileSync(process.env.TEMPLATE ?? here('../dist/template.bin')));
const out = process.env.OUT ?? here('../../../docs/images');
const templates = { female: loadTemplate(bytes, 'female'), male: loadTemplate(bytes, 'male') };

const PAGE = { r: 246, g: 246, b: 244 };
const INK = '#3d4248';
const [FRONT, THREE_QUARTER, SIDE, BACK] = [0, 0.65, Math.PI / 2, Math.PI];

/** What a person would type in: cm and kg. */
const BUILDS = {
  slim: {
    female: { weight: 50, measurements: { height: 166 } },
    male: { weight: 60, measurements: { height: 179 } },
  },
  average: {
    female: { weight: 65, measurements: { height: 165, chest: 92, waist: 78, hip: 101 } },
    male: { weight: 78, measurements: { height: 177, chest: 99, waist: 86, hip: 99 } },
  },
  athletic: {
    female: {
      weight: 63,
      measurements: { height: 169, chest: 91, waist: 71, hip: 95, thigh: 57, bicep: 29 },
    },
    male: {
      weight: 86,
      measurements: { height: 182, chest: 110, waist: 83, hip: 100, thigh: 61, bicep: 36 },
    },
  },
  heavy: {
    female: { weight: 92, measurements: { height: 164 } },
    male: { weight: 108, measurements: { height: 176 } },
  },
  'very heavy': {
    female: { weight: 119, measurements: { height: 163 } },
    male: { weight: 139, measurements: { height: 176 } },
  },
};

const LOOKS = [
  { skinTone: [226, 184, 158], undersuitColour: [66, 84, 104], hairColour: [92, 64, 44] },
  { skinTone: [198, 148, 116], undersuitColour: [88, 74, 96], hairColour: [44, 34, 30] },
  { skinTone: [141, 98, 72], undersuitColour: [60, 92, 88], hairColour: [34, 28, 26] },
  { skinTone: [236, 202, 180], undersuitColour: [98, 70, 70], hairColour: [134, 92, 58] },
  { skinTone: [104, 70, 54], undersuitColour: [84, 92, 70], hairColour: [26, 23, 22] },
];

function build(sex, request) {
  const { findings, body } = buildBody({ template: (of) => templates[of], request: { sex, ...request } });
  if (!body) throw new Error(findings.map(({ sentence }) => sentence).join(' '));
  return { sex, template: body.template, positions: body.fitted.positions };
}

/** RGBA of a body as it stands, in centimetres of `span` from lower to upper edge. */
async function draw({ template, positions, triangles }, view, customization) {
  const mesh = { positions, triangles: triangles ?? template.triangles };
  const { width, height } = view;
  const { colour, layers } = paintLayers(template, customization);
  const camera = {
    kind: 'orthographic',
    centre: view.centre ?? framing(positions, view.yaw, 1).centre,
    yaw: view.yaw,
    pitch: view.pitch ?? 0.03,
    span: view.span,
  };
  const flat = view.flat ? facets(mesh) : mesh;
  const spread = (values) => (view.flat ? Float32Array.from(mesh.triangles, (v) => values[v]) : values);
  const { data } = drawPicture(flat, {
    width,
    height,
    camera,
    colour,
    layers: layers.map((layer) => ({ ...layer, inside: spread(layer.inside) })),
    occlusion: spread(skyVisibility(mesh)),
    samples: 3,
  });
  return { input: Buffer.from(data.buffer), raw: { width, height, channels: 4 } };
}

/** Every triangle with corners of its own, so that it is seen. */
function facets({ positions, triangles }) {
  const apart = new Float32Array(triangles.length * 3);
  triangles.forEach((v, i) => void apart.set(positions.subarray(v * 3, v * 3 + 3), i * 3));
  return { positions: apart, triangles: Uint32Array.from(triangles, (_, i) => i) };
}

const label = (text, left, top, anchor = 'start') =>
  `<text x="${left}" y="${top}" font-family="DejaVu Sans, sans-serif" font-size="15" fill="${INK}" text-anchor="${anchor}">${text}</text>`;

async function write(name, width, height, cells, labels) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${labels.join('')}</svg>`;
  const file = `${out}/body-${name}.png`;
  mkdirSync(out, { recursive: true });
  await sharp({ create: { width, height, channels: 3, background: PAGE } })
    .composite([...cells, { input: Buffer.from(svg), left: 0, top: 0 }])
    .removeAlpha()
    .png({ compressionLevel: 9, adaptiveFiltering: true })
    .toFile(file);
  console.log(`body-${name}.png: ${width} x ${height}, ${Math.round(statSync(file).size / 1000)} KB`);
}

const SHEETS = {
  async shapes() {
    const tall = 250;
    const wide = { [FRONT]: 170, [THREE_QUARTER]: 150, [SIDE]: 100, [BACK]: 170 };
    const cells = [];
    const labels = [];
    let top = 34;
    let right = 0;
    for (const [row, [name, people]] of Object.entries(BUILDS).entries()) {
      labels.push(label(name, 12, top + 20));
      let left = 96;
      for (const [i, sex] of ['female', 'male'].entries()) {
        const person = build(sex, people[sex]);
        if (top === 34) labels.push(label(sex === 'female' ? 'women' : 'men', left + 290, 24, 'middle'));
        for (const yaw of [FRONT, THREE_QUARTER, SIDE, BACK]) {
          const view = { yaw, width: wide[yaw], height: tall, span: 1.94, centre: [0, 0.9, 0] };
          cells.push({ ...(await draw(person, view, LOOKS[row])), left, top });
          left += wide[yaw];
        }
        left += i === 0 ? 24 : 0;
      }
      right = left;
      top += tall;
    }
    await write('shapes', right + 8, top + 6, cells, labels);
  },

  async details() {
    const size = 240;
    const cells = [];
    const labels = [];
    let top = 8;
    for (const sex of ['female', 'male']) {
      const people = [build(sex, BUILDS.average[sex]), build(sex, BUILDS['very heavy'][sex])];
      for (const [i, person] of people.entries()) {
        const chin = place(person, 'chin');
        const views = [0, 0.6, SIDE].map((yaw) => ({ yaw, span: 0.34, centre: [0, chin[1] + 0.075, 0.02] }));
        if (i === 0) {
          views.push(handView(person, 0.5, 0.5), handView(person, -2.2, 0.1));
          const heel = place(person, 'heelLeft');
          const centre = [heel[0] + 0.01, 0.05, heel[2] + 0.12];
          views.push({ yaw: 0.75, pitch: 0.5, span: 0.34, centre });
        } else {
          const waist = place(person, 'navel');
          for (const yaw of [THREE_QUARTER, SIDE, BACK - 0.5])
            views.push({ yaw, pitch: 0.08, span: 0.95, centre: [0, waist[1] + 0.02, 0] });
        }
        for (const [k, view] of views.entries()) {
          const look = LOOKS[sex === 'female' ? 3 : 1];
          cells.push({
            ...(await draw(person, { width: size, height: size, ...view }, look)),
            left: 8 + k * size,
            top,
          });
        }
        top += size;
      }
    }
    await write('details', 16 + 6 * size, top + 8, cells, labels);
  },

  async poses() {
    const [width, height] = [200, 270];
    const cells = [];
    const labels = POSE_NAMES.map((name, k) => label(name, 8 + (k + 0.5) * width, 22, 'middle'));
    let top = 32;
    for (const [sex, name, yaw] of [
      ['female', 'average', 0.5],
      ['male', 'athletic', 0.5],
      ['female', 'heavy', -0.5],
      ['male', 'very heavy', 0.5],
      ['male', 'average', 2.6],
    ]) {
      const person = build(sex, BUILDS[name][sex]);
      for (const [k, pose] of POSE_NAMES.entries()) {
        const { positions } = poseBody(
          person.template,
          person.positions,
          poseNamed(person.template, person.positions, pose),
        );
        // Seated and striding bodies are set down on the floor.
        const floor = positions.reduce((least, y, i) => (i % 3 === 1 ? Math.min(least, y) : least), 9);
        const view = { yaw, pitch: 0.1, width, height, span: 2.5, centre: [0, floor + 1.13, 0] };
        cells.push({
          ...(await draw({ ...person, positions }, view, LOOKS[2])),
          left: 8 + k * width,
          top,
        });
      }
      top += height;
    }
    await write('poses', 16 + POSE_NAMES.length * width, top + 8, cells, labels);
  },

  async lods() {
    await simplifierReady;
    const [width, height] = [420, 560];
    const person = build('female', BUILDS.average.female);
    const { template } = person;
    const positions = Float32Array.from(person.positions);
    const normals = Float32Array.from(vertexNormals({ positions, triangles: template.triangles }));
    const uvs = new Float32Array(template.vertexCount * 2);
    const cells = [];
    const labels = [];
    for (const lod of Object.keys(LOD_SHARE).map(Number)) {
      const triangles = simplify({ positions, normals, uvs, triangles: template.triangles }, lod);
      const view = { yaw: 0.35, width, height, span: 1.05, centre: [0, 1.2, 0], flat: true };
      cells.push({
        ...(await draw({ template, positions, triangles }, view, LOOKS[0])),
        left: lod * width,
        top: 30,
      });
      labels.push(label(`LOD${lod}: ${triangles.length / 3} triangles`, (lod + 0.5) * width, 22, 'middle'));
    }
    await write('lods', 3 * width, height + 30, cells, labels);
  },

  async hero() {
    const [width, height] = [1400, 640];
    const people = [
      ['female', { weight: 58, measurements: { height: 171, chest: 88, waist: 68, hip: 94 } }, 0.4],
      ['male', { weight: 108, measurements: { height: 180 } }, 0.2],
      ['female', { weight: 66, measurements: { height: 165, chest: 93, waist: 78, hip: 101 } }, 0],
      ['male', { weight: 80, measurements: { height: 186, chest: 106, waist: 81, hip: 98 } }, -0.2],
      ['female', { weight: 96, measurements: { height: 163 } }, -0.4],
    ];
    const looks = [
      { skinTone: [150, 106, 80], undersuitColour: [150, 84, 70], hairColour: [34, 28, 28] },
      { skinTone: [228, 190, 166], undersuitColour: [62, 88, 116], hairColour: [128, 86, 54] },
      { skinTone: [206, 160, 128], undersuitColour: [104, 96, 88], hairColour: [40, 32, 30] },
      { skinTone: [104, 72, 56], undersuitColour: [92, 82, 122], hairColour: [26, 23, 24] },
      { skinTone: [232, 196, 174], undersuitColour: [72, 108, 96], hairColour: [150, 106, 62] },
    ];
    const cells = [];
    for (const [k, [sex, request, yaw]] of people.entries()) {
      const person = build(sex, request);
      const { template } = person;
      const { positions } = poseBody(
        template,
        person.positions,
        poseNamed(template, person.positions, 'arms-down'),
      );
      const view = { yaw, pitch: 0.04, width: 400, height, span: 1.98, centre: [0, 0.945, 0] };
      cells.push({
        ...(await draw({ ...person, positions }, view, looks[k])),
        left: -10 + k * 255,
        top: 0,
      });
    }
    await write('hero', width, height, cells, []);
  },
};

function place({ template, positions }, name) {
  return surfacePosition({ positions, triangles: template.triangles }, template.landmarks[name]);
}

function handView(person, yaw, pitch) {
  const [tip, wrist] = [place(person, 'fingertipLeft'), place(person, 'wristLeft')];
  return { yaw, pitch, span: 0.27, centre: [0, 1, 2].map((c) => (tip[c] + wrist[c]) / 2) };
}

const wanted = process.argv.slice(2);
for (const [name, sheet] of Object.entries(SHEETS)) {
  if (wanted.length === 0 || wanted.includes(name)) await sheet();
}
