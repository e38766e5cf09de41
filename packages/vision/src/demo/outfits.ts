import {
  type BodyTemplate,
  type Customization,
  type PaintLayer,
  paintLayers,
  type Rgb,
  surfacePosition,
} from '@likeness/body';
import { jointPlaces } from './stand.ts';

/** Tight clothing, all of it painted on the skin: a sleeveless suit to mid-thigh, or two pieces over it. */
export const OUTFITS = ['suit', 'top-and-leggings', 'tee-and-shorts', 'long'] as const;
export type Outfit = (typeof OUTFITS)[number];

export interface Looks {
  outfit?: Outfit | undefined;
  skinTone?: Rgb | undefined;
  /** Close-cropped. */
  hairColour?: Rgb | undefined;
  topColour?: Rgb | undefined;
  bottomColour?: Rgb | undefined;
  /** Bare feet when left out. */
  sockColour?: Rgb | undefined;
}

interface Garment {
  colour: Rgb;
  /** Metres inside its edge on the base shape; negative outside. */
  inside(place: Place): number;
}

interface Place {
  x: number;
  y: number;
  z: number;
  /** Metres from the shoulder joint along the arm; only where `arm` is. */
  along: number;
  arm: boolean;
}

/** Distances are cut off here, so that far places do not bend edges near by. */
const MOST = 0.05;

/** The colour of the skin and what is painted over it, for `drawPicture`. */
export function dress(template: BodyTemplate, looks: Looks = {}): { colour: Rgb; layers: PaintLayer[] } {
  const { outfit = 'suit', skinTone, hairColour, topColour, bottomColour = [38, 41, 48] } = looks;
  const customization: Customization = {
    ...(skinTone ? { skinTone } : {}),
    ...(hairColour ? { hairColour } : {}),
    ...(topColour ? { undersuitColour: topColour } : {}),
  };
  const painted = paintLayers(template, customization);
  const garments = garmentsOf(template, outfit, topColour ?? [72, 84, 98], bottomColour);
  if (looks.sockColour) {
    const ankle = landmarkY(template, 'ankleLeft');
    garments.push({ colour: looks.sockColour, inside: ({ y, arm }) => (arm ? -MOST : ankle + 0.03 - y) });
  }
  const layers = garments.map(({ colour, inside }) => ({ colour, inside: paint(template, inside) }));
  return { colour: painted.colour, layers: [...painted.layers, ...layers] };
}

function garmentsOf(template: BodyTemplate, outfit: Outfit, top: Rgb, bottom: Rgb): Garment[] {
  if (outfit === 'suit') return [];
  const y = (name: string) => landmarkY(template, name);
  const waist = y('navel') + 0.02;
  const hem = outfit === 'tee-and-shorts' ? y('midThighLeft') - 0.03 : y('ankleLeft') + 0.02;
  const trousers: Garment = {
    colour: bottom,
    inside: (place) => (place.arm ? -MOST : Math.min(waist - place.y, place.y - hem)),
  };
  if (outfit === 'top-and-leggings') return [trousers];
  const [back, front] = [place(template, 'c7'), place(template, 'suprasternale')];
  const slope = (back[1] - front[1]) / (front[2] - back[2]);
  const sleeve = outfit === 'long' ? armLength(template) - 0.02 : 0.16;
  const shirt: Garment = {
    colour: top,
    inside: ({ y: height, z, arm, along }) =>
      Math.min(back[1] + 0.02 - slope * (z - back[2]) - height, arm ? sleeve - along : height - waist + 0.06),
  };
  return [shirt, trousers];
}

function place(template: BodyTemplate, name: string): readonly [number, number, number] {
  const point = template.landmarks[name];
  return point ? surfacePosition(template, point) : [0, 0, 0];
}

const landmarkY = (template: BodyTemplate, name: string): number => place(template, name)[1];

function armLength(template: BodyTemplate): number {
  const joint = jointPlaces(template);
  const [shoulder, wrist] = [joint('LeftArm'), joint('LeftHand')];
  return Math.hypot(wrist[0] - shoulder[0], wrist[1] - shoulder[1]);
}

function paint(template: BodyTemplate, inside: Garment['inside']): Float32Array {
  const { positions, skinIndices, skinWeights, bones } = template;
  const ofArm = bones.map(({ name }) => /^(Left|Right)(Arm|ForeArm|Hand)/.test(name));
  const joint = jointPlaces(template);
  const [shoulder, wrist] = [joint('LeftArm'), joint('LeftHand')];
  const length = armLength(template);
  const [ax, ay] = [(wrist[0] - shoulder[0]) / length, (wrist[1] - shoulder[1]) / length];
  return Float32Array.from({ length: template.vertexCount }, (_, v) => {
    let share = 0;
    for (let k = v * 4; k < v * 4 + 4; k++) {
      if (ofArm[skinIndices[k] as number]) share += skinWeights[k] as number;
    }
    const [x, y, z] = [
      positions[v * 3] as number,
      positions[v * 3 + 1] as number,
      positions[v * 3 + 2] as number,
    ];
    const along = (Math.abs(x) - shoulder[0]) * ax + (y - shoulder[1]) * ay;
    const metres = inside({ x, y, z, along, arm: share > 0.5 });
    return Math.min(MOST, Math.max(-MOST, metres));
  });
}
