// What the product makes of a sitter's photos: the bytes go through the same reader and the same estimator. In the
// first case the body is built, too, and measured again.
import { buildKnownBody, complete, MEASUREMENT_KEYS, validateBody } from '@likeness/body';
import { template } from './draw-sitter.mjs';

/** What is given in each case; the last two are what photos have to beat. */
export const CASES = {
  'front+side+height': { photos: ['front', 'side'], mesh: true },
  'front+height': { photos: ['front'] },
  'front+side+height+weight': { photos: ['front', 'side'], weight: true },
  'height+weight': { photos: [], weight: true },
  height: { photos: [] },
};

/**
 * Reads one sitter in every case.
 * @param reader of `createPhotoReader`
 * @param meshes whether to build bodies
 * @returns rows: one for each case, with `answers` by measure, or with codes in `refused`
 */
export async function readSitter(reader, { sex, truth, kg, front, side }, meshes = true) {
  // As people know themselves: whole centimetres and kilograms.
  const [height, weight] = [Math.round(truth.height), Math.round(kg)];
  const read = new Map();
  const rows = [];
  for (const [name, given] of Object.entries(CASES)) {
    const key = given.photos.join('+');
    if (key && !read.has(key)) {
      const photos = { front, ...(given.photos.includes('side') ? { side } : {}) };
      read.set(key, await look(reader, { photos, height, sex }));
    }
    const { evidence, ...seen } = read.get(key) ?? { refused: [], warned: [], cameras: {} };
    rows.push({
      name,
      ...seen,
      ...(seen.refused.length > 0
        ? {}
        : answer({ sex, measurements: { height }, ...(given.weight ? { weight } : {}) }, evidence, {
            mesh: meshes && given.mesh,
          })),
    });
  }
  return rows;
}

async function look(reader, request) {
  const started = performance.now();
  try {
    const { findings, evidence, photos } = await reader.read(request);
    const codes = (wanted) =>
      findings.filter(({ severity }) => severity === wanted).map(({ photo, code }) => `${photo}:${code}`);
    return {
      refused: evidence ? [] : codes('error'),
      warned: codes('warning'),
      evidence,
      cameras: Object.fromEntries(photos.map(({ kind, camera }) => [kind, camera])),
      ms: performance.now() - started,
    };
  } catch (error) {
    return { refused: [`thrown:${error.code ?? error.name}`], error: String(error), warned: [], cameras: {} };
  }
}

/** As `buildBody` does it, in its two halves. */
function answer(request, evidence, { mesh }) {
  const { known, findings } = validateBody(request, { seen: evidence !== undefined });
  if (!known) return { refused: findings.map(({ code }) => code) };
  const completed = complete({ ...known, photo: evidence });
  const short = ({ sigma, low90, high90, ...value }) => ({
    value: value.cm ?? value.kg,
    sigma,
    low90,
    high90,
  });
  const measures = MEASUREMENT_KEYS.filter((key) => key !== 'height');
  const answers = Object.fromEntries(measures.map((key) => [key, short(completed.measurements[key])]));
  return {
    answers: { ...answers, weight: short(completed.weight) },
    ...(mesh ? meshOf({ ...known, photo: evidence }) : {}),
  };
}

function meshOf(known) {
  const started = performance.now();
  const { fitted } = buildKnownBody(template, known);
  const measured = Object.fromEntries(Object.entries(fitted.measured).map(([key, { cm }]) => [key, cm]));
  return { mesh: measured, closes: fitted.closes, buildMs: performance.now() - started };
}
