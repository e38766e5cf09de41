/** Runs in a thread of its own: the solver, the exporter and the rasteriser, which would hold up the API. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type BodyTemplate,
  buildBody,
  drawnLevels,
  exportGlb,
  jointsOf,
  loadTemplate,
  renderBody,
  type Sex,
  vertexNormals,
} from '@likeness/body';
import sharp from 'sharp';
import { checkBody } from '../check-body.ts';
import type { BodyTasks } from './body-tasks.ts';
import { watermark } from './watermark.ts';

const bytes = new Uint8Array(readFileSync(fileURLToPath(import.meta.resolve('@likeness/body/template.bin'))));
const TEMPLATE = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
const templates = new Map<Sex, BodyTemplate>();

function template(sex: Sex): BodyTemplate {
  const known = templates.get(sex);
  if (known) return known;
  const loaded = loadTemplate(bytes, sex);
  templates.set(sex, loaded);
  return loaded;
}

type Run<N extends keyof BodyTasks> = (
  task: BodyTasks[N]['task'],
) => BodyTasks[N]['result'] | Promise<BodyTasks[N]['result']>;

export const check: Run<'check'> = ({ given }) => checkBody(given);

export const build: Run<'build'> = ({ request, photo }) => {
  const { findings, body } = buildBody({ template, request, photo });
  if (!body) return { findings, body: null };
  const { sex, completed, bodyType, fitted, residuals, outOfReach, measurements } = body;
  const offered = Object.fromEntries(
    Object.entries(completed.offered).filter(([key]) => key in body.known.measurements),
  );
  return {
    findings,
    body: {
      stored: { template: TEMPLATE, sex, measurements, positions: fitted.positions },
      result: {
        sex,
        sexProbability: completed.sexProbability,
        measurements: completed.measurements,
        offered,
        weight: completed.weight,
        bodyType,
        fit: {
          closes: fitted.closes,
          kg: fitted.kg,
          litres: fitted.litres,
          residuals: [...residuals],
          outOfReach: [...outOfReach],
        },
      },
    },
  };
};

export const shape: Run<'shape'> = async ({ stored }) => {
  if (stored.template !== TEMPLATE) return null;
  const body = template(stored.sex);
  const { triangles, bones } = body;
  const normals = vertexNormals({ positions: stored.positions, triangles });
  return {
    normals: Int8Array.from(normals, (value) => Math.round(value * 127)),
    faceCount: triangles.length / 3,
    lod: await drawnLevels(body),
    bones: bones.map(({ name, parent }) => ({ name, parent })),
    joints: Float32Array.from(jointsOf(body, stored.positions)),
  };
};

export const glb: Run<'glb'> = ({ stored, lod, compression, pose, look }) => {
  if (stored.template !== TEMPLATE) return null;
  return exportGlb({
    template: template(stored.sex),
    positions: stored.positions,
    measurements: stored.measurements,
    lod,
    compression,
    pose,
    customization: look,
  });
};

export const picture: Run<'picture'> = async ({ stored, angle, size, look, watermarked }) => {
  if (stored.template !== TEMPLATE) return null;
  const drawn = renderBody({
    template: template(stored.sex),
    positions: stored.positions,
    angle,
    width: size,
    height: size,
    customization: look,
    background: [
      [238, 240, 243],
      [216, 220, 226],
    ],
  });
  const { width, height, data } = drawn;
  const image = sharp(data, { raw: { width, height, channels: 4 } });
  if (watermarked) image.composite([{ input: watermark(size) }]);
  return image.png({ compressionLevel: 9 }).toBuffer();
};
