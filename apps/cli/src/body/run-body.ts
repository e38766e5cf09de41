import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import {
  type Angle,
  type BodyTemplate,
  type BuiltBody,
  buildBody,
  type Compression,
  type Customization,
  exportGlb,
  type Finding,
  type Lod,
  loadTemplate,
  type Rgb,
  type Sex,
  type UnitSystem,
} from '@likeness/body';
import { bodyAsJson, type WrittenFile } from './body-as-json.ts';
import { printBody } from './print-body.ts';
import { renderPng } from './render-png.ts';

export interface BodyCommandOptions {
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
  const { unit, sex, age, weight } = options;
  const { findings, body } = buildBody({
    template: await templates(),
    request: { unit, sex, age, weight, measurements },
  });
  for (const finding of findings) say(sentenceOf(finding));
  if (!body) {
    if (options.json) process.stdout.write(`${JSON.stringify({ findings, body: null }, null, 2)}\n`);
    return BAD_INPUT;
  }
  const morphTargets = morphsOf(options.morphs, body.template);
  if (typeof morphTargets === 'string') {
    say(morphTargets);
    return BAD_INPUT;
  }
  for (const { sentence } of body.outOfReach) say(sentence);
  if (Object.keys(measurements).length === 1) {
    say('Only one measurement was given, so the others are those of an average person: see the intervals.');
  }
  const written: WrittenFile[] = [];
  try {
    if (options.output !== undefined) {
      const glb = await glbOf(body, options, morphTargets);
      await writeFile(options.output, glb);
      written.push({ file: options.output, bytes: glb.length });
    }
    if (options.render !== undefined) {
      const png = await renderPng(body, { ...options, customization: customizationOf(options) });
      await writeFile(options.render, png);
      written.push({ file: options.render, bytes: png.length });
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'path' in error)) throw error;
    say(`${error.path} could not be written (${error.code}).`);
    return NOT_WRITTEN;
  }
  process.stdout.write(
    options.json
      ? `${JSON.stringify(bodyAsJson(body, findings, written), null, 2)}\n`
      : `${printBody(body, unit, written)}\n`,
  );
  return MADE;
}

const say = (sentence: string) => void process.stderr.write(`likeness body: ${sentence}\n`);

function sentenceOf({ severity, sentence }: Finding): string {
  return severity === 'error' ? sentence : `${severity}: ${sentence}`;
}

/** The templates of the package; each is unpacked when it is asked for. */
async function templates(): Promise<(sex: Sex) => BodyTemplate> {
  const file = createRequire(import.meta.url).resolve('@likeness/body/template.bin');
  const bytes = Uint8Array.from(await readFile(file));
  const known = new Map<Sex, BodyTemplate>();
  return (sex) => {
    const template = known.get(sex) ?? loadTemplate(bytes, sex);
    known.set(sex, template);
    return template;
  };
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
