import { type PaintLayer, type Rgb, toLinear } from '../mesh/picture.ts';
import type { BodyTemplate } from '../template/template.ts';
import { type PaintRegions, paintRegions } from './paint-regions.ts';

/** How a body is coloured; sRGB, 0 to 255. */
export interface Customization {
  skinTone?: Rgb;
  undersuitColour?: Rgb;
  /** Painted, close-cropped hair; none when left out. */
  hairColour?: Rgb;
}

export const DEFAULT_SKIN: Rgb = [214, 172, 146];
export const DEFAULT_UNDERSUIT: Rgb = [72, 84, 98];

const SCLERA: Rgb = [232, 228, 224];
const IRIS: Rgb = [74, 56, 46];
const LIP: Rgb = [168, 82, 80];

interface Coat {
  region: keyof PaintRegions;
  colour: Rgb;
  /** Half the width over which it runs out, metres: in pictures, and where colours are kept at vertices. */
  soft: number;
  softAtVertices: number;
}

/** What is painted over the skin, the last on top. */
function coats({ skinTone = DEFAULT_SKIN, undersuitColour, hairColour }: Customization): Coat[] {
  const dark = blend(skinTone, [30, 22, 20], 0.62);
  const brow = hairColour ? blend(hairColour, skinTone, 0.35) : dark;
  const all: Coat[] = [
    { region: 'lips', colour: blend(skinTone, LIP, 0.38), soft: 0.0014, softAtVertices: 0.002 },
    { region: 'brow', colour: brow, soft: 0.0022, softAtVertices: 0.002 },
    { region: 'eye', colour: blend(SCLERA, skinTone, 0.4), soft: 0.0006, softAtVertices: 0.001 },
    { region: 'iris', colour: IRIS, soft: 0.0006, softAtVertices: 0.0015 },
    { region: 'lash', colour: blend(dark, [24, 18, 18], 0.3), soft: 0.0012, softAtVertices: 0.001 },
    { region: 'suit', colour: undersuitColour ?? DEFAULT_UNDERSUIT, soft: 0, softAtVertices: 0.012 },
  ];
  if (hairColour) all.push({ region: 'hair', colour: hairColour, soft: 0.006, softAtVertices: 0.008 });
  return all;
}

/**
 * sRGB bytes for each vertex of a template: skin, the marks of the face, a sleeveless undersuit to mid-thigh,
 * and hair if asked for. Regions are drawn on the base shape and stay with their vertices.
 */
export function vertexColours(template: BodyTemplate, customization: Customization = {}): Uint8Array {
  const { skinTone = DEFAULT_SKIN } = customization;
  const regions = paintRegions(template);
  const layers = coats(customization);
  const colours = new Uint8Array(template.vertexCount * 3);
  for (let v = 0; v < template.vertexCount; v++) {
    let painted = skinTone;
    for (const { region, colour, softAtVertices } of layers) {
      const share = cover(regions[region][v] as number, softAtVertices);
      if (share > 0) painted = blend(painted, colour, share);
    }
    for (let c = 0; c < 3; c++) colours[v * 3 + c] = Math.round(painted[c] as number);
  }
  return colours;
}

/** The same for pictures, where edges can be sharp: the colour of the skin, and what is painted over it. */
export function paintLayers(
  template: BodyTemplate,
  customization: Customization = {},
): { colour: Rgb; layers: PaintLayer[] } {
  const regions = paintRegions(template);
  return {
    colour: customization.skinTone ?? DEFAULT_SKIN,
    layers: coats(customization).map(({ region, colour, soft }) => ({
      inside: regions[region],
      colour,
      soft,
    })),
  };
}

/** sRGB bytes as the linear RGBA bytes that glTF multiplies with the material. */
export function linearColours(colours: Uint8Array, source: Uint32Array): Uint8Array {
  const linear = Uint8Array.from({ length: 256 }, (_, value) => Math.round(toLinear(value) * 255));
  const out = new Uint8Array(source.length * 4).fill(255);
  source.forEach((vertex, i) => {
    for (let c = 0; c < 3; c++) out[i * 4 + c] = linear[colours[vertex * 3 + c] as number] as number;
  });
  return out;
}

function blend(a: Rgb, b: Rgb, share: number): Rgb {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

function cover(inside: number, soft: number): number {
  const t = Math.min(1, Math.max(0, (inside + soft) / (2 * soft)));
  return t * t * (3 - 2 * t);
}
