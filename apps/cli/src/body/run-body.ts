import { writeFile } from 'node:fs/promises';
import {
  type Angle,
  type BodyTemplate,
  type BuiltBody,
  type Compression,
  type Customization,
  exportGlb,
  type Finding,
  type Lod,
  type Rgb,
  type Sex,
  type UnitSystem,
  validateBody,
} from '@likeness/body';
import { bodyAsJson, photosAsJson, type WrittenFile } from './body-as-json.ts';
import { makeBody } from './make-body.ts';
import { photoOverlay } from './photo-overlay.ts';
import { printBody } from './print-body.ts';
import { renderPng } from './render-png.ts';
import { type PhotosOptions, type SeenPhotos, wrongPhotoOptions } from './see-photos.ts';

export interface BodyCommandOptions extends PhotosOptions {
  sex?: Sex;
  age?: number | string;
  weight?: number | string;
  unit: UnitSystem;
  output?: string;
  lod: '0' | '1' | '2';
  compression: Compression;
  pose: 'a' | 't';
  /** True: all that the template has. */
  morphs?: string | true;
  skinTone?: Rgb;
  hairColour?: Rgb;
  undersuitColour?: Rgb;
  render?: string;
  angle?: Angle;
  size: number;
  json?: boolean;
}

const MADE = 0;
const NOT_WRITTEN = 1;
const BAD_INPUT = 2;

/**
 * `likeness body`: builds, writes and tells.
 * @param measurements by the name they were given under; nothing of them is trusted
 * @returns the exit code
 */
export async function runBody(
  options: BodyCommandOptions,
  measurements: Readonly<Record<string, number | string>>,
): Promise<number> {
  const wrong = wrongPhotoOptions(options);
  if (wrong !== undefined) return refuse(wrong);
  const { unit, sex, age, weight } = options;
  const { findings, known } = validateBody(
    { unit, sex, age, weight, measurements },
    { seen: options.front !== undefined },
  );
  for (const finding of findings) say(sentenceOf(finding));
  if (!known) return nothingMade(options, findings);

  const made = await makeBody(options, known, process.stderr);
  if ('sentence' in made) return refuse(made.sentence, made.givenWrong ? BAD_INPUT : NOT_WRITTEN);
  const { body, seen } = made;
  for (const { photo, severity, code, sentence } of seen?.result.findings ?? []) {
    say(`${severity === 'error' ? '' : `${severity}: `}${photo}: ${sentence} (${code})`);
  }
  const morphTargets = body ? morphsOf(options.morphs, body.template) : [];
  if (typeof morphTargets === 'string') return refuse(morphTargets);
  if (body) remark(body, Object.keys(measurements).length === 1 && !seen);
  try {
    const written = await write({ body, seen, options, morphTargets });
    if (!body) return nothingMade(options, findings, seen, written);
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ ...bodyAsJson(body, findings, written), ...photosAsJson(seen?.result) }, null, 2)}\n`
        : `${printBody(body, unit, written)}\n`,
    );
    return MADE;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'path' in error)) throw error;
    return refuse(`${error.path} could not be written (${error.code}).`, NOT_WRITTEN);
  }
}

function remark(body: BuiltBody, alone: boolean): void {
  for (const { sentence } of body.outOfReach) say(sentence);
  if (alone) {
    say('Only one measurement was given, so the others are those of an average person: see the intervals.');
  }
}

function nothingMade(
  { json }: BodyCommandOptions,
  findings: readonly Finding[],
  seen?: SeenPhotos,
  written?: readonly WrittenFile[],
): number {
  if (json) {
    const told = { findings, body: null, ...(written ? { written } : {}), ...photosAsJson(seen?.result) };
    process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
  }
  return BAD_INPUT;
}

interface Made {
  body: BuiltBody | null;
  seen: SeenPhotos | undefined;
  options: BodyCommandOptions;
  morphTargets: string[];
}

/** The overlay of photos that were refused shows why, so it is written in any case. */
async function write({ body, seen, options, morphTargets }: Made): Promise<WrittenFile[]> {
  const { overlay, output, render } = options;
  const written: WrittenFile[] = [];
  const keep = async (file: string, bytes: Uint8Array) => {
    await writeFile(file, bytes);
    written.push({ file, bytes: bytes.length });
  };
  if (overlay !== undefined && seen) await keep(overlay, await photoOverlay(seen.bytes, seen.result.photos));
  if (output !== undefined && body) await keep(output, await glbOf(body, options, morphTargets));
  if (render !== undefined && body) {
    await keep(render, await renderPng(body, { ...options, customization: customizationOf(options) }));
  }
  return written;
}

function refuse(sentence: string, code = BAD_INPUT): number {
  say(sentence);
  return code;
}

const say = (sentence: string) => void process.stderr.write(`likeness body: ${sentence}\n`);

function sentenceOf({ severity, sentence }: Finding): string {
  return severity === 'error' ? sentence : `${severity}: ${sentence}`;
}

/** Names of shapes, or the sentence that says what is wrong with them. */
function morphsOf(asked: BodyCommandOptions['morphs'], template: BodyTemplate): string[] | string {
  if (asked === undefined) return [];
  const names = template.shapes.map(({ name }) => name);
  if (asked === true) return names;
  const wanted = asked.split(',').map((name) => name.trim());
  const unknown = wanted.find((name) => !names.includes(name));
  return unknown === undefined
    ? wanted
    : `There is no shape "${unknown.slice(0, 60)}"; there are ${names.join(', ')}.`;
}

function customizationOf({ skinTone, hairColour, undersuitColour }: BodyCommandOptions): Customization {
  return {
    ...(skinTone ? { skinTone } : {}),
    ...(hairColour ? { hairColour } : {}),
    ...(undersuitColour ? { undersuitColour } : {}),
  };
}

function glbOf(body: BuiltBody, options: BodyCommandOptions, morphTargets: string[]): Promise<Uint8Array> {
  return exportGlb({
    template: body.template,
    positions: body.fitted.positions,
    measurements: body.measurements,
    lod: Number(options.lod) as Lod,
    compression: options.compression,
    pose: options.pose,
    customization: customizationOf(options),
    morphTargets,
  });
}
