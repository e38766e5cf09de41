import {
  BufferAttribute,
  CircleGeometry,
  DirectionalLight,
  HemisphereLight,
  Mesh,
  MeshBasicMaterial,
  PerspectiveCamera,
  Scene,
  WebGLRenderer,
} from 'three';

/** Where a body stands and is drawn. Nothing is drawn unless something changed. */
export interface Stage {
  canvas: HTMLCanvasElement;
  scene: Scene;
  camera: PerspectiveCamera;
  /** Draws once, soon. */
  invalidate(): void;
  /** Called before each picture. */
  onFrame(listener: () => void): void;
  onResize(listener: () => void): void;
  size(): { width: number; height: number };
  dispose(): void;
}

/** More pixels than that a dot cost time and show nothing. */
const MOST_DENSE = 2;

/**
 * A stage in an element, as large as the element.
 * @throws Error when the browser has no WebGL
 */
export function createStage(element: HTMLElement, onLost: () => void, onRestored: () => void): Stage {
  const renderer = new WebGLRenderer({ antialias: true, alpha: true, powerPreference: 'low-power' });
  // asking for errors waits for the compiler; ours are found by the tests
  renderer.debug.checkShaderErrors = false;
  const canvas = renderer.domElement;
  const scene = new Scene();
  const camera = new PerspectiveCamera(26, 1, 0.05, 60);
  scene.add(camera, ...lights(camera), shadow());
  canvas.style.display = 'block';
  canvas.setAttribute('aria-hidden', 'true');
  element.prepend(canvas);

  const listeners: (() => void)[] = [];
  let resized = (): void => {};
  let frame = 0;
  const invalidate = (): void => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      for (const listener of listeners) listener();
      renderer.render(scene, camera);
    });
  };
  const size = () => ({ width: element.clientWidth, height: element.clientHeight });
  const resize = (): void => {
    const { width, height } = size();
    if (width === 0 || height === 0) return;
    renderer.setPixelRatio(Math.min(MOST_DENSE, window.devicePixelRatio));
    renderer.setSize(width, height);
    camera.aspect = width / height;
    camera.updateProjectionMatrix();
    resized();
    invalidate();
  };
  const watcher = new ResizeObserver(resize);
  watcher.observe(element);
  resize();

  // without this the browser never gives the context back
  const lost = (event: Event): void => {
    event.preventDefault();
    onLost();
  };
  const restored = (): void => {
    onRestored();
    invalidate();
  };
  canvas.addEventListener('webglcontextlost', lost);
  canvas.addEventListener('webglcontextrestored', restored);
  return {
    canvas,
    scene,
    camera,
    invalidate,
    onFrame: (listener) => void listeners.push(listener),
    onResize(listener) {
      resized = listener;
    },
    size,
    dispose() {
      cancelAnimationFrame(frame);
      watcher.disconnect();
      canvas.removeEventListener('webglcontextlost', lost);
      canvas.removeEventListener('webglcontextrestored', restored);
      renderer.dispose();
      // a browser grants a page only so many, and frees them late
      renderer.forceContextLoss();
      canvas.remove();
    },
  };
}

/** The key hangs on the camera: whichever side is looked at is lit. */
function lights(camera: PerspectiveCamera): HemisphereLight[] {
  const key = new DirectionalLight(0xfff4e8, 1.7);
  key.position.set(-1.2, 1.4, 1);
  camera.add(key, key.target);
  key.target.position.set(0, 0, -4);
  return [new HemisphereLight(0xffffff, 0xb8aea2, 1.6)];
}

/** Where the soles touch the ground: a disc that fades to nothing. */
function shadow(): Mesh {
  const geometry = new CircleGeometry(0.34, 48);
  const colours = new Float32Array((geometry.attributes.position?.count ?? 0) * 4);
  colours[3] = 0.3;
  geometry.setAttribute('color', new BufferAttribute(colours, 4));
  const material = new MeshBasicMaterial({ vertexColors: true, transparent: true, depthWrite: false });
  const disc = new Mesh(geometry, material);
  disc.rotation.x = -Math.PI / 2;
  disc.scale.set(1.25, 0.8, 1);
  disc.renderOrder = -1;
  return disc;
}
