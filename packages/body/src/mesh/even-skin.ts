import type { BodyTemplate } from '../template/template.ts';

/** Skin weights are whole parts of so many. */
export const WEIGHT_PARTS = 64;

/** Four bones a vertex and how many of {@link WEIGHT_PARTS} hang on each; unused ones are bone 0 with 0 parts. */
export interface EvenSkin {
  bones: Uint8Array;
  parts: Uint8Array;
}

/** Influences below this are left out: they move nothing that one sees, and are half of what weights cost. */
const FAINT = 0.04;

const skins = new WeakMap<BodyTemplate, EvenSkin>();

/**
 * The skin weights as files carry them, made once per template; what rounding and leaving out left over goes to the
 * largest. Where a chest ends and an arm begins is read off these too, so that a file measures like its body.
 */
export function evenSkin(template: BodyTemplate): EvenSkin {
  const known = skins.get(template);
  if (known) return known;
  const { skinWeights, skinIndices } = template;
  const parts = new Uint8Array(skinWeights.length);
  const bones = Uint8Array.from(skinIndices);
  for (let v = 0; v < parts.length; v += 4) {
    let left = WEIGHT_PARTS;
    let largest = v;
    for (let k = v; k < v + 4; k++) {
      const weight = skinWeights[k] as number;
      parts[k] = weight < FAINT ? 0 : Math.round(weight * WEIGHT_PARTS);
      left -= parts[k] as number;
      if (weight > (skinWeights[largest] as number)) largest = k;
    }
    parts[largest] = (parts[largest] as number) + left;
    for (let k = v; k < v + 4; k++) if (parts[k] === 0) bones[k] = 0;
  }
  const fresh = { bones, parts };
  skins.set(template, fresh);
  return fresh;
}

/** The same weights as bytes that sum to exactly 255, as the format demands of normalized ones. */
export function byteWeights(parts: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(parts.length);
  for (let v = 0; v < parts.length; v += 4) {
    let left = 255;
    let largest = v;
    for (let k = v; k < v + 4; k++) {
      bytes[k] = Math.round(((parts[k] as number) * 255) / WEIGHT_PARTS);
      left -= bytes[k] as number;
      if ((parts[k] as number) > (parts[largest] as number)) largest = k;
    }
    bytes[largest] = (bytes[largest] as number) + left;
  }
  return bytes;
}
