import { SkinnedMesh, Vector3 } from 'three';
import { poseArms } from './arms.ts';
import { type BodyObject, bareBody, createSkin, fits, openGlb, reshape } from './body-object.ts';
import { type Carry, carrierOf, restOf } from './carry.ts';
import { createOrbit, type Orbit } from './orbit.ts';
import { readModel } from './read-model.ts';
import type { MeshSource, ViewedModel, ViewedPose, ViewedTape } from './source.ts';
import { createStage } from './stage.ts';
import { createTapeLines } from './tape-lines.ts';

export interface ViewerOptions {
  /** No movement that the person did not make. */
  still: boolean;
  onLost(): void;
  onRestored(): void;
  /** The pointer came to a tape, or left it. */
  onHover(key: string | undefined): void;
  /** Where the label of the highlighted tape goes, px; called with every picture. */
  onAnchor(at: { x: number; y: number } | undefined): void;
}

/** A body on a stage, with its tapes. */
export interface Viewer extends Pick<Orbit, 'turn' | 'tilt' | 'zoom' | 'reset' | 'look' | 'link'> {
  showMesh(source: MeshSource): void;
  /** @throws Error when the file holds no body */
  showGlb(bytes: ArrayBuffer): Promise<ViewedModel | undefined>;
  setPose(pose: ViewedPose): void;
  setWireframe(on: boolean): void;
  setTapes(tapes: readonly ViewedTape[]): void;
  highlight(key: string | undefined): void;
  dispose(): void;
}

/** @throws Error when the browser has no WebGL */
export function createViewer(element: HTMLElement, options: ViewerOptions): Viewer {
  const stage = createStage(element, options.onLost, options.onRestored);
  const { scene, camera, invalidate } = stage;
  const orbit = createOrbit(camera, element, invalidate, options.still);
  stage.onResize(orbit.refit);
  const lines = createTapeLines();
  const skin = createSkin();
  scene.add(lines.root);
  let body: BodyObject | undefined;
  let carry: Carry | undefined;
  let pose: ViewedPose = 'a-pose';
  let wireframe = false;
  let highlighted: string | undefined;
  let opened = 0;
  let gone = false;

  stage.onFrame(() => {
    orbit.update();
    camera.updateMatrixWorld();
    const size = stage.size();
    lines.resize(size.width, size.height);
    options.onAnchor(highlighted === undefined ? undefined : lines.anchor(highlighted, camera, size));
  });

  const applyPose = (): void => {
    if (!body) return;
    poseArms(body.bones, pose);
    body.root.updateMatrixWorld(true);
    lines.follow(pose === 'a-pose' ? undefined : carry);
    orbit.frame(extentOf(body, pose));
    invalidate();
  };
  const replace = (next: BodyObject): ViewedModel | undefined => {
    body?.dispose();
    body = next;
    scene.add(next.root);
    const { root, mesh } = next;
    const rest = mesh instanceof SkinnedMesh ? restOf(mesh) : undefined;
    carry = rest && carrierOf(mesh as SkinnedMesh, rest);
    const model = rest && readModel(root, mesh as SkinnedMesh, rest);
    next.setWireframe(wireframe);
    applyPose();
    return model;
  };
  const hover = ({ clientX, clientY, buttons }: PointerEvent): void => {
    if (buttons !== 0) return;
    const { left, top } = element.getBoundingClientRect();
    options.onHover(lines.nearest(clientX - left, clientY - top, camera, stage.size()));
  };
  const leave = (): void => options.onHover(undefined);
  element.addEventListener('pointermove', hover);
  element.addEventListener('pointerleave', leave);

  return {
    ...orbit,
    showMesh(source) {
      opened++;
      if (body && fits(body, source)) {
        reshape(body.mesh, source);
        orbit.frame(extentOf(body, pose));
        invalidate();
      } else replace(bareBody(source, skin));
    },
    async showGlb(bytes) {
      const own = ++opened;
      const next = await openGlb(bytes);
      // another body was asked for meanwhile
      if (own === opened && !gone) return replace(next);
      next.dispose();
      return undefined;
    },
    setPose(next) {
      pose = next;
      applyPose();
    },
    setWireframe(on) {
      wireframe = on;
      body?.setWireframe(on);
      invalidate();
    },
    setTapes(tapes) {
      lines.setTapes(tapes);
      lines.follow(pose === 'a-pose' ? undefined : carry);
      invalidate();
    },
    highlight(key) {
      highlighted = key;
      lines.highlight(key);
      invalidate();
    },
    dispose() {
      gone = true;
      element.removeEventListener('pointermove', hover);
      element.removeEventListener('pointerleave', leave);
      orbit.dispose();
      lines.dispose();
      body?.dispose();
      skin.dispose();
      stage.dispose();
    },
  };
}

function extentOf({ mesh, bones }: BodyObject, pose: ViewedPose): { height: number; width: number } {
  let [width, height] = [0, 0];
  if (bones.size === 0) {
    const { array } = mesh.geometry.getAttribute('position');
    for (let i = 0; i < array.length; i += 3) {
      width = Math.max(width, Math.abs(array[i] as number));
      height = Math.max(height, array[i + 1] as number);
    }
    return { height, width: 2 * width + 0.1 };
  }
  // every vertex of a posed body would take a while; the skin is little wider than its bones, and a head higher
  for (const bone of bones.values()) {
    const { x, y } = bone.getWorldPosition(new Vector3());
    width = Math.max(width, Math.abs(x));
    height = Math.max(height, y);
  }
  return { height: height + 0.22, width: 2 * width + (pose === 't-pose' ? 0.2 : 0.1) };
}
