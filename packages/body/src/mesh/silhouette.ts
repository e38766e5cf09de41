import type { Camera } from './camera.ts';
import type { TriangleMesh } from './triangle-mesh.ts';
import { drawVisibility } from './visibility.ts';

/** A mask of where the body is. Rows from the top. */
export interface Silhouette {
  width: number;
  height: number;
  /** Share of the pixel that is covered, 0 to 255. */
  coverage: Uint8Array;
}

/**
 * The silhouette of a surface as a camera sees it.
 * @param samples per pixel side; 1 gives a hard mask (0 or 255), 4 gives 17 steps of coverage
 */
export function drawSilhouette(
  mesh: TriangleMesh,
  camera: Camera,
  width: number,
  height: number,
  samples = 1,
): Silhouette {
  const { triangle } = drawVisibility(mesh, camera, width * samples, height * samples);
  const coverage = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let inside = 0;
      for (let j = 0; j < samples; j++) {
        for (let i = 0; i < samples; i++) {
          if ((triangle[(y * samples + j) * width * samples + x * samples + i] as number) >= 0) inside++;
        }
      }
      coverage[y * width + x] = Math.round((255 * inside) / (samples * samples));
    }
  }
  return { width, height, coverage };
}
