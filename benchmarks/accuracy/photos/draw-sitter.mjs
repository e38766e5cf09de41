// Somebody who does not exist, two photos of them as a phone would write them, and what is true of both.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  drawPerson,
  fitToMeasurements,
  loadTemplate,
  measureBody,
  randomFrom,
  skyVisibility,
} from '@likeness/body';
import { drawPhoto, encodePhoto, photoConditions } from '@likeness/vision/demo';

/** Pixels of each picture. A phone's twelve million would take four times as long to draw. */
export const SIZE = { width: 1512, height: 2016 };

/** Far from the seeds of the bodies that the model of breadths was learned from. */
export const FIRST_SEED = 7_000_000;

/** Body mass index of those who are drawn, kg/m². */
export const BMI = [17, 40];

const file = createRequire(import.meta.url).resolve('@likeness/body/template.bin');
const bytes = new Uint8Array(readFileSync(file));
const templates = { female: loadTemplate(bytes, 'female'), male: loadTemplate(bytes, 'male') };

/** The template of a sex, for `buildBody`. */
export const template = (sex) => templates[sex];

const EDITION = createHash('sha256').update(bytes).update(JSON.stringify(SIZE)).digest('hex').slice(0, 8);

/**
 * The sitter with this number; women have even ones. With a folder it is drawn once and read back ever after.
 * @returns `{ seed, sex, truth, kg, conditions, front, side }`, measures in cm, photos as JPEG
 */
export async function sitter(number, cache) {
  const folder = cache && join(cache, EDITION, String(number).padStart(4, '0'));
  return (folder && readBack(folder)) ?? keep(await draw(number), folder);
}

function readBack(folder) {
  try {
    const told = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'));
    const photo = (kind) => readFileSync(join(folder, `${kind}.jpg`));
    return { ...told, front: photo('front'), side: photo('side') };
  } catch {
    return undefined;
  }
}

function keep(drawn, folder) {
  if (!folder) return drawn;
  const { front, side, ...told } = drawn;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'front.jpg'), front);
  writeFileSync(join(folder, 'side.jpg'), side);
  // Last, and whole: with it the photos are there.
  writeFileSync(join(folder, 'truth.part'), JSON.stringify(told, null, 1));
  renameSync(join(folder, 'truth.part'), join(folder, 'truth.json'));
  return drawn;
}

async function draw(number) {
  const sex = number % 2 === 0 ? 'female' : 'male';
  const seed = FIRST_SEED + number;
  const random = randomFrom(seed);
  const { body, measured } = closing(sex, random);
  const { positions } = body;
  const own = templates[sex];
  const stature = measured.height.cm / 100;
  const settings = photoConditions({ seed, stature, ...SIZE });
  const occlusion = skyVisibility({ positions, triangles: own.triangles });
  const quality = Math.round(82 + 12 * random());
  const take = async (kind) =>
    encodePhoto(await drawPhoto({ template: own, positions, occlusion, ...SIZE, ...settings[kind] }), {
      quality,
    });
  return {
    seed,
    sex,
    truth: Object.fromEntries(Object.entries(measured).map(([key, { cm }]) => [key, cm])),
    kg: body.kg,
    conditions: { quality, ...settings },
    front: await take('front'),
    side: await take('side'),
  };
}

/** A drawn person whom the template can take the shape of; others are drawn again. */
function closing(sex, random) {
  for (;;) {
    const person = drawPerson(sex, random, { bmi: BMI });
    const body = fitToMeasurements({ template: templates[sex], sex, ...person });
    if (body.closes) return { body, measured: measureBody(templates[sex], body.positions) };
  }
}
