import type { Rgb, Vec3 } from '@likeness/body';
import type { PhotoKind } from '../types.ts';
import type { PhotoRequest, Sitter } from './draw-photo.ts';
import { type Looks, OUTFITS } from './outfits.ts';
import { type CameraSettings, phoneCamera } from './phone-camera.ts';
import { type Random, randomFrom } from './random.ts';
import { WALL_COLOURS } from './room.ts';

/** Everything of a photo but the body. */
export type PhotoSettings = Omit<PhotoRequest, 'template' | 'positions' | 'occlusion' | 'others'> &
  Required<Pick<PhotoRequest, 'kind' | 'camera' | 'backdrop'>> &
  Pick<Sitter, 'looks' | 'stance'>;

export interface ConditionsRequest {
  seed: number;
  /** Metres: the body must fit into the picture. */
  stature: number;
  /** By default one of the two, by chance. */
  backdrop?: 'plain' | 'busy' | undefined;
  /** Pixels. Default 1512×2016. */
  width?: number | undefined;
  height?: number | undefined;
}

const DEGREE = Math.PI / 180;

/** The wide cameras of phones, and rarely a longer one; as EXIF tells them, millimetres. */
const FOCAL_LENGTHS_35 = [24, 25, 26, 26, 27, 28, 28, 50] as const;

export const SKIN_TONES: readonly Rgb[] = [
  [240, 206, 186],
  [226, 184, 156],
  [206, 160, 128],
  [172, 122, 90],
  [124, 84, 60],
  [84, 56, 44],
];

export const HAIR_COLOURS: readonly Rgb[] = [
  [26, 22, 20],
  [62, 42, 30],
  [112, 78, 48],
  [176, 140, 88],
  [150, 148, 146],
];

const CLOTH_COLOURS: readonly Rgb[] = [
  [34, 36, 42],
  [72, 84, 98],
  [150, 48, 56],
  [46, 84, 132],
  [58, 106, 84],
  [196, 192, 186],
  [120, 110, 100],
  [206, 168, 140],
];

/**
 * Where and how somebody might have taken their two photos: a camera 2 to 4 m away, 0.9 to 1.6 m high, pitched by up
 * to 8°, with the whole body in the picture; arms 25 to 45° away in front, some degrees in the side photo; a stance up to 5° off; walls that now
 * and then have the colour of the skin. The same seed, the same answer; both photos share phone, room and clothes.
 */
export function photoConditions(request: ConditionsRequest): { front: PhotoSettings; side: PhotoSettings } {
  const random = randomFrom(request.seed);
  const focalLength35 = random.pick(FOCAL_LENGTHS_35);
  const skinTone = random.pick(SKIN_TONES);
  const looks: Looks = {
    outfit: random.pick(OUTFITS),
    skinTone,
    topColour: random.pick(CLOTH_COLOURS),
    bottomColour: random.pick(CLOTH_COLOURS),
    ...(random.chance(0.85) ? { hairColour: random.pick(HAIR_COLOURS) } : {}),
    ...(random.chance(0.25) ? { sockColour: random.pick(CLOTH_COLOURS) } : {}),
  };
  const backdrop = {
    kind: request.backdrop ?? random.pick(['plain', 'busy'] as const),
    seed: Math.floor(random.next() * 1e9),
    // Skin against a wall of its own colour is what people really have at home.
    wall: random.chance(0.2) ? skinTone : random.pick(WALL_COLOURS),
  };
  const shared = {
    looks,
    backdrop,
    light: [random.between(-0.8, 0.8), random.between(0.35, 0.9), random.between(0.4, 0.9)] as Vec3,
    brightness: random.between(0.8, 1.1),
    ...(request.width ? { width: request.width } : {}),
    ...(request.height ? { height: request.height } : {}),
  };
  const one = (kind: PhotoKind): PhotoSettings => ({
    ...shared,
    kind,
    camera: fittingCamera(random, request, focalLength35),
    stance: {
      arms: (kind === 'side' ? random.between(6, 16) : random.between(25, 45)) * DEGREE,
      armsForward: (kind === 'side' ? random.between(-8, 8) : random.between(-4, 4)) * DEGREE,
      legs: random.between(0, 5) * DEGREE,
      yaw: random.between(-5, 5) * DEGREE,
      aside: random.between(-0.12, 0.12),
    },
    development: {
      exposure: random.between(0.75, 1.15),
      vignette: random.between(0, 0.3),
      noise: random.between(1, 3.5),
      softness: random.between(0.4, 1),
      warmth: random.between(0.93, 1.07),
      seed: Math.floor(random.next() * 1e9),
    },
  });
  return { front: one('front'), side: one('side') };
}

/** Of the picture's height, free above the head and below the feet. */
const MARGIN = 0.03;
const TRIES = 200;

function fittingCamera(
  random: Random,
  { stature, width = 1512, height = 2016 }: ConditionsRequest,
  focalLength35: number,
): CameraSettings {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const camera: CameraSettings = {
      distance: random.between(2, 4),
      height: random.between(0.9, 1.6),
      pitch: random.between(-8, 8) * DEGREE,
      focalLength35,
    };
    const { project } = phoneCamera(camera, width, height);
    const head = project([0, stature, 0.1])?.y ?? -1;
    const toes = project([0, 0, 0.25])?.y ?? height;
    if (head > MARGIN * height && toes < (1 - MARGIN) * height) return camera;
  }
  return { distance: 4, height: 1.1, pitch: 3 * DEGREE, focalLength35 };
}
