import { cross, dot, minus, unit, type Vec3 } from './vec3.ts';

/** Parallel rays: sizes in the picture do not depend on distance. Metres and radians. */
export interface OrthographicCamera {
  kind: 'orthographic';
  /** The point in the middle of the picture. */
  centre: Vec3;
  /** Turned about y: 0 looks at the front (from +z), π/2 from the body's left (+x), π from behind. */
  yaw: number;
  /** Raised above the level: positive looks down. */
  pitch: number;
  /** Metres from the lower to the upper edge of the picture. */
  span: number;
}

/** A pinhole camera. Metres and radians. */
export interface PerspectiveCamera {
  kind: 'perspective';
  eye: Vec3;
  target: Vec3;
  /** Angle from the lower to the upper edge of the picture. */
  fieldOfView: number;
  /**
   * Where the optical axis meets the picture, in shares of its width and height from the upper left corner; the
   * middle when left out. It may lie outside: so a picture is drawn in parts, with the angle of a part's height.
   */
  axis?: readonly [number, number] | undefined;
}

export type Camera = OrthographicCamera | PerspectiveCamera;

/** A camera made ready for a picture size. */
export interface Projection {
  right: Vec3;
  up: Vec3;
  /** From the scene to the camera. */
  back: Vec3;
  /**
   * Writes x and y in pixels (y down, pixel centres at .5) and a depth that grows towards the camera and runs
   * straight across a triangle in the picture. Depth is NaN behind a perspective camera.
   */
  project(x: number, y: number, z: number, out: Float64Array, offset: number): void;
}

/** Prepares the projection of a camera into a picture of this size. */
export function projectionOf(camera: Camera, width: number, height: number): Projection {
  const back: Vec3 =
    camera.kind === 'perspective'
      ? unit(minus(camera.eye, camera.target))
      : [
          Math.sin(camera.yaw) * Math.cos(camera.pitch),
          Math.sin(camera.pitch),
          Math.cos(camera.yaw) * Math.cos(camera.pitch),
        ];
  const right = unit(cross([0, 1, 0], back));
  const up = cross(back, right);
  const origin = camera.kind === 'perspective' ? camera.eye : camera.centre;
  const [rx, ry, rz] = right;
  const [ux, uy, uz] = up;
  const [bx, by, bz] = back;
  const [ro, uo, bo] = [dot(right, origin), dot(up, origin), dot(back, origin)];
  const scale =
    camera.kind === 'perspective' ? height / 2 / Math.tan(camera.fieldOfView / 2) : height / camera.span;
  const perspective = camera.kind === 'perspective';
  const [axisX, axisY] = (camera.kind === 'perspective' && camera.axis) || [0.5, 0.5];
  const [middleX, middleY] = [width * axisX, height * axisY];
  return {
    right,
    up,
    back,
    project(x, y, z, out, offset) {
      const across = rx * x + ry * y + rz * z - ro;
      const above = ux * x + uy * y + uz * z - uo;
      const towards = bx * x + by * y + bz * z - bo;
      const inverse = perspective ? -1 / towards : 1;
      out[offset] = middleX + across * scale * inverse;
      out[offset + 1] = middleY - above * scale * inverse;
      out[offset + 2] = perspective ? (towards < -1e-3 ? inverse : Number.NaN) : towards;
    },
  };
}

/**
 * A level orthographic camera that holds the whole surface with a margin.
 * @param yaw see {@link OrthographicCamera}
 * @param aspect width ÷ height of the picture
 */
export function framing(
  positions: ArrayLike<number>,
  yaw: number,
  aspect: number,
  margin = 0.06,
): OrthographicCamera {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  const middle: Vec3 = [0, 0, 0];
  const c = Math.cos(yaw);
  const s = Math.sin(yaw);
  for (let i = 0; i < positions.length; i += 3) {
    const across = (positions[i] as number) * c - (positions[i + 2] as number) * s;
    const y = positions[i + 1] as number;
    low[0] = Math.min(low[0] as number, across);
    high[0] = Math.max(high[0] as number, across);
    low[1] = Math.min(low[1] as number, y);
    high[1] = Math.max(high[1] as number, y);
  }
  const across = ((low[0] as number) + (high[0] as number)) / 2;
  middle[0] = across * c;
  middle[1] = ((low[1] as number) + (high[1] as number)) / 2;
  middle[2] = -across * s;
  const tall = (high[1] as number) - (low[1] as number);
  const wide = (high[0] as number) - (low[0] as number);
  return {
    kind: 'orthographic',
    centre: middle,
    yaw,
    pitch: 0,
    span: Math.max(tall, wide / aspect) * (1 + 2 * margin),
  };
}
