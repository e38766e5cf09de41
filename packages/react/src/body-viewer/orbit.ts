import { type PerspectiveCamera, Spherical, Vector3 } from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import type { CameraLink, View } from './camera-link.ts';

/** Walking round a body. */
export interface Orbit {
  turn(radians: number): void;
  tilt(radians: number): void;
  /** Above 1 comes nearer. */
  zoom(factor: number): void;
  /** The whole body from the front. */
  reset(): void;
  look(from: 'front' | 'side' | 'back'): void;
  /** Fits a body of this size into the picture, unless the person has chosen a view. */
  frame(body: Extent): void;
  /** From now on turns with all that have the same link. */
  link(sync: CameraLink | undefined): void;
  /** After the picture took another shape. */
  refit(): void;
  /** To be called before each picture. */
  update(): void;
  dispose(): void;
}

/** Metres. */
export interface Extent {
  height: number;
  width: number;
}

const AZIMUTHS = { front: 0, side: -Math.PI / 2, back: Math.PI } as const;

/** Room round the body, as a share of it. */
const MARGIN = 1.12;

export function createOrbit(
  camera: PerspectiveCamera,
  element: HTMLElement,
  invalidate: () => void,
  still: boolean,
): Orbit {
  const controls = new OrbitControls(camera, element);
  controls.enablePan = false;
  controls.enableDamping = !still;
  controls.minDistance = 0.6;
  controls.maxDistance = 12;
  controls.minPolarAngle = 0.3;
  controls.maxPolarAngle = Math.PI * 0.62;
  // the page must still scroll: by a wheel until the viewer is used, by a finger that goes up or down
  element.style.touchAction = 'pan-y';
  controls.enableZoom = false;
  const arm = (): void => {
    controls.enableZoom = true;
  };
  const disarm = (): void => {
    controls.enableZoom = false;
  };
  element.addEventListener('pointerdown', arm);
  element.addEventListener('blur', disarm);

  let body: Extent = { height: 1.7, width: 1.1 };
  let touched = false;
  let following = false;
  const self = {};
  let sync: CameraLink | undefined;
  let stopListening: (() => void) | undefined;

  const viewOf = (): View => ({
    azimuth: controls.getAzimuthalAngle(),
    polar: controls.getPolarAngle(),
    distance: controls.getDistance(),
    height: controls.target.y,
  });
  const show = ({ azimuth, polar, distance, height }: View): void => {
    // what is left of a swing must not turn the new view
    controls.enableDamping = false;
    controls.update();
    controls.enableDamping = !still;
    controls.target.set(0, height, 0);
    camera.position.setFromSpherical(new Spherical(distance, polar, azimuth)).add(controls.target);
    controls.update();
    invalidate();
  };
  const whole = (azimuth: number): View => {
    const half = Math.tan((camera.fov * Math.PI) / 360);
    const tall = (body.height * MARGIN) / 2 / half;
    const wide = (body.width * MARGIN) / 2 / (half * camera.aspect);
    return {
      azimuth,
      polar: Math.PI / 2 - 0.06,
      distance: Math.max(tall, wide) + 0.15,
      height: body.height / 2,
    };
  };
  controls.addEventListener('change', () => {
    invalidate();
    if (!following) sync?.tell(viewOf(), self);
  });
  controls.addEventListener('start', () => {
    touched = true;
  });
  const follow = (view: View, from: object): void => {
    if (from === self) return;
    following = true;
    touched = true;
    show(view);
    following = false;
  };
  const refit = (): void => {
    if (!touched) show(whole(controls.getAzimuthalAngle()));
  };
  show(whole(0));

  return {
    turn(radians) {
      touched = true;
      controls.rotateLeft(radians);
    },
    tilt(radians) {
      touched = true;
      controls.rotateUp(radians);
    },
    zoom(factor) {
      touched = true;
      const offset = new Vector3().subVectors(camera.position, controls.target).divideScalar(factor);
      camera.position.copy(controls.target).add(offset);
      controls.update();
      invalidate();
    },
    reset() {
      touched = false;
      show(whole(0));
    },
    look: (from) => show({ ...viewOf(), azimuth: AZIMUTHS[from] }),
    frame(extent) {
      body = extent;
      refit();
    },
    link(next) {
      stopListening?.();
      sync = next;
      stopListening = next?.listen(follow);
    },
    refit,
    update: () => void controls.update(),
    dispose() {
      stopListening?.();
      element.removeEventListener('pointerdown', arm);
      element.removeEventListener('blur', disarm);
      controls.dispose();
    },
  };
}
