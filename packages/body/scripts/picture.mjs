// A small software renderer for looking at bodies while sculpting them: no window, no GPU.
import { deflateSync } from 'node:zlib';

const CRC = new Uint32Array(256).map((_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  let c = 0xffffffff;
  for (const byte of body) c = CRC[(c ^ byte) & 255] ^ (c >>> 8);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(~c >>> 0);
  return Buffer.concat([head, body, tail]);
}

/** RGB bytes as a PNG file. */
export function encodePng(width, height, rgb) {
  const raw = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y++)
    raw.set(rgb.subarray(y * width * 3, (y + 1) * width * 3), y * (width * 3 + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Unit normals of the vertices, weighted by area. */
export function vertexNormals(positions, triangles) {
  const normals = new Float64Array(positions.length);
  for (let f = 0; f < triangles.length; f += 3) {
    const [a, b, c] = [triangles[f] * 3, triangles[f + 1] * 3, triangles[f + 2] * 3];
    const u = [0, 1, 2].map((k) => positions[b + k] - positions[a + k]);
    const v = [0, 1, 2].map((k) => positions[c + k] - positions[a + k]);
    const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
    for (const i of [a, b, c]) for (let k = 0; k < 3; k++) normals[i + k] += n[k];
  }
  for (let i = 0; i < normals.length; i += 3) {
    const l = Math.hypot(normals[i], normals[i + 1], normals[i + 2]) || 1;
    for (let k = 0; k < 3; k++) normals[i + k] /= l;
  }
  return normals;
}

const unit = (v) => v.map((x) => x / Math.hypot(...v));
const KEY = unit([-0.45, 0.62, 0.64]);
const FILL = unit([0.8, 0.1, 0.45]);
const BACK = unit([0.3, 0.5, -0.85]);

/**
 * One view. `centre` is looked at, `span` is the height seen, `turn` and `tilt` are radians; `colour(face)` may
 * paint faces, `wire` draws edges.
 */
export function renderView({
  positions,
  triangles,
  turn = 0,
  tilt = 0,
  centre,
  span,
  width,
  height,
  colour,
  wire,
  normals,
}) {
  const scale = 2;
  const w = width * scale;
  const h = height * scale;
  const depth = new Float32Array(w * h).fill(-1e9);
  const image = new Float32Array(w * h * 3);
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++)
      for (let c = 0; c < 3; c++) image[(y * w + x) * 3 + c] = 0.9 - (0.1 * y) / h + 0.012 * c;
  const n = normals ?? vertexNormals(positions, triangles);
  const [ct, st, cp, sp] = [Math.cos(turn), Math.sin(turn), Math.cos(tilt), Math.sin(tilt)];
  const spin = (x, y, z) => {
    const X = ct * x - st * z;
    const Z = st * x + ct * z;
    return [X, cp * y - sp * Z, sp * y + cp * Z];
  };
  const k = h / span;
  const far = span * 5;
  const count = positions.length / 3;
  const V = Array.from({ length: count }, (_, i) => {
    const [X, Y, Z] = spin(...[0, 1, 2].map((c) => positions[i * 3 + c] - centre[c]));
    const q = far / (far - Z);
    return [w / 2 + X * q * k, h / 2 - Y * q * k, Z, ...spin(n[i * 3], n[i * 3 + 1], n[i * 3 + 2])];
  });
  for (let f = 0; f < triangles.length; f += 3) {
    const [a, b, c] = [V[triangles[f]], V[triangles[f + 1]], V[triangles[f + 2]]];
    const area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    if (area >= 0) continue;
    const base = colour ? colour(f / 3) : [0.8, 0.7, 0.635];
    const x1 = Math.min(w - 1, Math.ceil(Math.max(a[0], b[0], c[0])));
    const y1 = Math.min(h - 1, Math.ceil(Math.max(a[1], b[1], c[1])));
    for (let y = Math.max(0, Math.floor(Math.min(a[1], b[1], c[1]))); y <= y1; y++) {
      for (let x = Math.max(0, Math.floor(Math.min(a[0], b[0], c[0]))); x <= x1; x++) {
        const [px, py] = [x + 0.5, y + 0.5];
        const u = ((b[0] - px) * (c[1] - py) - (b[1] - py) * (c[0] - px)) / area;
        const v = ((c[0] - px) * (a[1] - py) - (c[1] - py) * (a[0] - px)) / area;
        const t = 1 - u - v;
        if (u < 0 || v < 0 || t < 0) continue;
        const z = a[2] * u + b[2] * v + c[2] * t;
        const i = y * w + x;
        if (z <= depth[i]) continue;
        depth[i] = z;
        const m = unit([3, 4, 5].map((q) => a[q] * u + b[q] * v + c[q] * t));
        const dot = (l) => Math.max(0, m[0] * l[0] + m[1] * l[1] + m[2] * l[2]);
        const light = 0.2 + 0.1 * m[1] + 0.82 * dot(KEY) + 0.16 * dot(FILL) + 0.08 * dot(BACK);
        const rim = (1 - Math.max(0, m[2])) ** 3 * 0.1;
        const ink = wire && Math.min(u, v, t) < 0.06 ? 0.5 : 1;
        for (let q = 0; q < 3; q++) image[i * 3 + q] = base[q] * light * ink * 1.05 + rim;
      }
    }
  }
  const out = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let j = 0; j < scale; j++)
          for (let i = 0; i < scale; i++)
            sum += Math.min(1, image[((y * scale + j) * w + x * scale + i) * 3 + c]);
        out[(y * width + x) * 3 + c] = 255 * Math.max(0, sum / scale / scale) ** 0.9;
      }
    }
  }
  return out;
}

/** Views side by side, in rows of `columns`. */
export function contactSheet(views, columns, width, height) {
  const rows = Math.ceil(views.length / columns);
  const rgb = new Uint8Array(columns * width * rows * height * 3);
  views.forEach((view, i) => {
    const pixels = renderView({ ...view, width, height });
    const x0 = (i % columns) * width;
    const y0 = Math.floor(i / columns) * height;
    for (let y = 0; y < height; y++)
      rgb.set(pixels.subarray(y * width * 3, (y + 1) * width * 3), ((y0 + y) * columns * width + x0) * 3);
  });
  return encodePng(columns * width, rows * height, rgb);
}
