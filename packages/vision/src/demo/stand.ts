import {
  armsTowards,
  type BodyTemplate,
  jointsOf,
  type Pose,
  type PoseName,
  type Positions,
  poseBody,
  poseNamed,
} from '@likeness/body';
import type { PhotoKind } from '../types.ts';

/** How somebody stands before the camera. Radians and metres. */
export interface Stance {
  /** Arms away from the body. Default 35° in front and back photos, 12° in side photos. */
  arms?: number | undefined;
  /** Arms before the body. Default 0. */
  armsForward?: number | undefined;
  /** Each leg outwards. Default 2°. */
  legs?: number | undefined;
  /** Turned away from what the kind of photo asks for. Default 0. */
  yaw?: number | undefined;
  /** To the right of the picture's middle. Default 0. */
  aside?: number | undefined;
  /** Another pose instead of standing with the arms away. */
  pose?: PoseName | undefined;
  /** Lying on the side instead of standing. */
  lying?: boolean | undefined;
}

const DEGREE = Math.PI / 180;
const YAW: Readonly<Record<PhotoKind, number>> = { front: 0, side: -Math.PI / 2, back: Math.PI };

export interface StandingBody {
  positions: Float32Array;
  /** xyz of each bone's joint, metres, by the bone's name. */
  joints: Readonly<Record<string, readonly [number, number, number]>>;
}

/** The body as it stands in the room: soles on the floor, its axis at the origin, +z towards the camera. */
export function stand(
  template: BodyTemplate,
  positions: Positions,
  kind: PhotoKind,
  stance: Stance = {},
): StandingBody {
  const pose = stance.pose
    ? poseNamed(template, positions, stance.pose)
    : standing(template, positions, kind, stance);
  const posed = poseBody(template, positions, pose);
  const angle = YAW[kind] + (stance.yaw ?? 0);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const places = Float64Array.from([...posed.joints, ...posed.positions]);
  for (let i = 0; i < places.length; i += 3) {
    const [x, y, z] = [places[i] as number, places[i + 1] as number, places[i + 2] as number];
    const across = x * cos + z * sin;
    places[i] = stance.lying ? y - 0.85 : across;
    places[i + 1] = stance.lying ? -across : y;
    places[i + 2] = z * cos - x * sin;
  }
  const first = posed.joints.length;
  let floor = Number.POSITIVE_INFINITY;
  for (let i = first + 1; i < places.length; i += 3) floor = Math.min(floor, places[i] as number);
  for (let i = 0; i < places.length; i += 3) {
    places[i] = (places[i] as number) + (stance.aside ?? 0);
    places[i + 1] = (places[i + 1] as number) - floor;
  }
  const joints = template.bones.map(({ name }, b) => {
    const place = [places[b * 3], places[b * 3 + 1], places[b * 3 + 2]] as [number, number, number];
    return [name, place] as const;
  });
  return { positions: Float32Array.from(places.subarray(first)), joints: Object.fromEntries(joints) };
}

/** Arms straight and away; legs a little apart with the soles kept level. */
function standing(template: BodyTemplate, positions: Positions, kind: PhotoKind, stance: Stance): Pose {
  const { arms = (kind === 'side' ? 12 : 35) * DEGREE, armsForward = 0, legs = 2 * DEGREE } = stance;
  const down = -Math.cos(arms) * Math.cos(armsForward);
  const pose = armsTowards(template, positions, [Math.sin(arms), down, Math.sin(armsForward) + 0.04]);
  const aboutZ = (angle: number) => [0, 0, Math.sin(angle / 2), Math.cos(angle / 2)] as const;
  return {
    ...pose,
    LeftUpLeg: aboutZ(legs),
    LeftFoot: aboutZ(-legs),
    RightUpLeg: aboutZ(-legs),
    RightFoot: aboutZ(legs),
  };
}

/** Where the arms and legs begin and end in this shape, for garments. */
export function jointPlaces(template: BodyTemplate): (name: string) => readonly [number, number, number] {
  const joints = jointsOf(template, template.positions);
  return (name) => {
    const at = template.bones.findIndex((bone) => bone.name === name) * 3;
    return [joints[at] ?? 0, joints[at + 1] ?? 0, joints[at + 2] ?? 0];
  };
}
