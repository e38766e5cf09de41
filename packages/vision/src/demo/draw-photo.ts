import {
  type BodyTemplate,
  type Positions,
  skyVisibility,
  toByte,
  toLinear,
  type Vec3,
} from '@likeness/body';
import { FILM_DIAGONAL } from '../camera/film.ts';
import type { CameraGuess, Photo, PhotoKind, Point } from '../types.ts';
import { type Development, develop } from './develop.ts';
import { type DrawnPart, drawBody } from './draw-body.ts';
import { dress, type Looks } from './outfits.ts';
import { type CameraSettings, phoneCamera } from './phone-camera.ts';
import { type Backdrop, drawRoom } from './room.ts';
import { type Stance, type StandingBody, stand } from './stand.ts';

/** Somebody to be photographed. */
export interface Sitter {
  template: BodyTemplate;
  /** xyz of each template vertex in the A-pose, metres. */
  positions: Positions;
  /** `skyVisibility` of the body in its A-pose; computed when left out. Keep it for a body that is drawn twice. */
  occlusion?: Float32Array | undefined;
  stance?: Stance | undefined;
  looks?: Looks | undefined;
}

export interface PhotoRequest extends Sitter {
  kind: PhotoKind;
  camera: CameraSettings;
  /** Pixels. Default 1512×2016, a quarter of what phones take. */
  width?: number | undefined;
  height?: number | undefined;
  backdrop?: Backdrop | undefined;
  /** Where the light comes from: right, up, towards the camera. Default from the upper left. */
  light?: Vec3 | undefined;
  /** Of the light on the person against that on the room. Default 1. */
  brightness?: number | undefined;
  development?: Development | undefined;
  /** Other people in the picture. */
  others?: readonly (Sitter & { kind?: PhotoKind })[] | undefined;
  /** Samples a pixel side at the person's edge. Default 2. */
  samples?: number | undefined;
}

/** A photo and what is true of it. */
export interface DrawnPhoto {
  photo: Photo;
  kind: PhotoKind;
  /** What EXIF would tell, millimetres. */
  focalLength35: number;
  /** Where the camera stood; `pitchSigma` is 0. */
  camera: CameraGuess;
  /** Share of each pixel that the person (without others) covers, 0 to 255. */
  coverage: Uint8Array;
  /** Where the joints of the person's bones lie, by name; those behind the camera are missing. */
  joints: Readonly<Record<string, Point>>;
}

export const UPPER_LEFT: Vec3 = [-0.55, 0.6, 0.75];

/**
 * Draws a photo of a body as a phone would take it, with the truth. The same request gives the same pixels.
 * About a second at 1512×2016 on one core.
 */
export async function drawPhoto(request: PhotoRequest): Promise<DrawnPhoto> {
  const { kind, width = 1512, height = 2016, light = UPPER_LEFT, samples = 2, brightness = 1 } = request;
  const camera = phoneCamera(request.camera, width, height);
  const own = stand(request.template, request.positions, kind, request.stance);
  const people = [
    ...(request.others ?? []).map((other) => ({
      sitter: other,
      body: stand(other.template, other.positions, other.kind ?? kind, other.stance),
    })),
    { sitter: request as Sitter, body: own },
  ];
  const feet = people.flatMap(({ body }) => feetOf(body));
  const backdrop = request.backdrop ?? { kind: 'plain', seed: 1 };
  const pixels = await drawRoom(camera, backdrop, feet, light);
  const coverage = new Uint8Array(width * height);
  for (const { sitter, body } of people) {
    const { template, positions, looks } = sitter;
    const look = {
      ...dress(template, looks),
      occlusion: sitter.occlusion ?? skyVisibility({ positions, triangles: template.triangles }),
      light,
    };
    const mesh = { positions: body.positions, triangles: template.triangles };
    for (const part of drawBody(mesh, camera, look, samples)) {
      lay(pixels, width, part, brightness);
      if (sitter === request) keepCoverage(coverage, width, part);
    }
  }
  const rgb = await develop(pixels, width, height, request.development);
  return {
    photo: { width, height, rgb, focalLength: camera.truth.focalLength },
    kind,
    focalLength35: (camera.truth.focalLength * FILM_DIAGONAL) / Math.hypot(width, height),
    camera: camera.truth,
    coverage,
    joints: Object.fromEntries(
      Object.entries(own.joints).flatMap(([name, [x, y, z]]) => {
        const point = camera.project([x, y, z]);
        return point ? [[name, point] as const] : [];
      }),
    ),
  };
}

function feetOf({ joints }: StandingBody): Vec3[] {
  return (['Left', 'Right'] as const).flatMap((side) => {
    const [ankle, toes] = [joints[`${side}Foot`], joints[`${side}ToeBase`]];
    return ankle && toes && ankle[1] < 0.4
      ? [[(ankle[0] + toes[0]) / 2, 0, (ankle[2] + toes[2]) / 2] as Vec3]
      : [];
  });
}

const LINEAR = Float64Array.from({ length: 256 }, (_, value) => toLinear(value));

/** Lays a part over the picture in linear light, as a lens would mix them. */
function lay(pixels: Uint8Array, width: number, part: DrawnPart, brightness: number): void {
  const solid = Uint8Array.from(LINEAR, (light) => toByte(light * brightness));
  for (let y = 0; y < part.height; y++) {
    for (let x = 0; x < part.width; x++) {
      const from = (y * part.width + x) * 4;
      const alpha = (part.data[from + 3] as number) / 255;
      if (alpha === 0) continue;
      const to = ((part.top + y) * width + part.left + x) * 3;
      for (let c = 0; c < 3; c++) {
        const seen = part.data[from + c] as number;
        pixels[to + c] =
          alpha === 1
            ? (solid[seen] as number)
            : toByte(
                (LINEAR[seen] as number) * brightness * alpha +
                  (LINEAR[pixels[to + c] as number] as number) * (1 - alpha),
              );
      }
    }
  }
}

function keepCoverage(coverage: Uint8Array, width: number, part: DrawnPart): void {
  for (let y = 0; y < part.height; y++) {
    for (let x = 0; x < part.width; x++) {
      coverage[(part.top + y) * width + part.left + x] = part.data[(y * part.width + x) * 4 + 3] as number;
    }
  }
}
