import { bodyFrame } from '../measure/body-frame.ts';
import { type PaintLayer, type Rgb, toLinear } from '../mesh/picture.ts';
import { surfacePosition } from '../mesh/surface-point.ts';
import type { BodyTemplate } from '../template/template.ts';

/** How a body is coloured; sRGB, 0 to 255. */
export interface Customization {
  skinTone?: Rgb;
  undersuitColour?: Rgb;
  /** Painted, close-cropped hair; none when left out. */
  hairColour?: Rgb;
}

export const DEFAULT_SKIN: Rgb = [214, 172, 146];
export const DEFAULT_UNDERSUIT: Rgb = [72, 84, 98];

/** Half the width over which two colours run into each other, metres: less than a triangle would look torn. */
const SOFT = 0.014;

/**
 * sRGB bytes for each vertex of a template: skin, a sleeveless undersuit to mid-thigh, and hair if asked for.
 * Regions are drawn on the base shape and stay with their vertices.
 */
export function vertexColours(template: BodyTemplate, customization: Customization = {}): Uint8Array {
  const { skinTone = DEFAULT_SKIN, undersuitColour = DEFAULT_UNDERSUIT, hairColour } = customization;
  const { suit, hair } = regions(template);
  const colours = new Uint8Array(template.vertexCount * 3);
  for (let v = 0; v < template.vertexCount; v++) {
    const dressed = cover(suit[v] as number);
    const haired = hairColour ? cover(hair[v] as number) : 0;
    for (let c = 0; c < 3; c++) {
      const bare = skinTone[c] as number;
      const worn = bare + ((undersuitColour[c] as number) - bare) * dressed;
      colours[v * 3 + c] = Math.round(worn + ((hairColour?.[c] ?? 0) - worn) * haired);
    }
  }
  return colours;
}

/** The same for pictures, where edges can be sharp: the colour of the skin, and what is painted over it. */
export function paintLayers(
  template: BodyTemplate,
  customization: Customization = {},
): { colour: Rgb; layers: PaintLayer[] } {
  const { skinTone = DEFAULT_SKIN, undersuitColour = DEFAULT_UNDERSUIT, hairColour } = customization;
  const { suit, hair } = regions(template);
  const layers: PaintLayer[] = [{ inside: suit, colour: undersuitColour }];
  if (hairColour) layers.push({ inside: hair, colour: hairColour });
  return { colour: skinTone, layers };
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

function cover(inside: number): number {
  const t = Math.min(1, Math.max(0, (inside + SOFT) / (2 * SOFT)));
  return t * t * (3 - 2 * t);
}

interface Regions {
  /** Metres inside the edge of the region, negative outside. */
  suit: Float32Array;
  hair: Float32Array;
}

const known = new WeakMap<BodyTemplate, Regions>();

function regions(template: BodyTemplate): Regions {
  const ready = known.get(template);
  if (ready) return ready;
  const suit = new Float32Array(template.vertexCount).fill(-0.02);
  const hair = new Float32Array(template.vertexCount).fill(-0.05);
  const made = { suit, hair };
  known.set(template, made);
  const { positions, triangles, landmarks } = template;
  const at = (name: string) => {
    const point = landmarks[name];
    return point ? surfacePosition({ positions, triangles }, point) : undefined;
  };
  const { trunk } = bodyFrame(template);
  const [thigh, notch, acromion, armpit] = [
    'midThighLeft',
    'suprasternale',
    'acromionLeft',
    'axillaLeft',
  ].map(at);
  const [crown, ear, chin] = ['vertex', 'tragionLeft', 'chin'].map(at);
  for (let v = 0; v < template.vertexCount; v++) {
    const x = Math.abs(positions[v * 3] as number);
    const y = positions[v * 3 + 1] as number;
    const z = positions[v * 3 + 2] as number;
    if (thigh && notch && acromion && armpit && ((trunk[v] as number) > 0.5 || x < acromion[0] - 0.035)) {
      // A round neck that drops in front, and armholes from the shoulder down to the armpit.
      const neck = notch[1] - 0.035 + 0.9 * Math.max(0, x - 0.055) + (z < acromion[2] ? 0.05 : 0);
      const hole = y > armpit[1] - 0.04 ? acromion[0] - 0.03 - x + Math.max(0, armpit[1] + 0.02 - y) : 1;
      suit[v] = Math.max(-0.05, Math.min(0.05, y - thigh[1], neck - y, hole));
    }
    if (crown && ear && chin) {
      const line = z > ear[2] ? ear[1] + 0.055 + (z - ear[2]) * 0.45 : ear[1] - (ear[2] - z) * 0.55;
      const sideburn = Math.abs(z - ear[2]) < 0.012 ? ear[1] : line;
      hair[v] = Math.min(y - Math.min(line, sideburn), 1);
    }
  }
  return made;
}
