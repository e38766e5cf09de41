import { LOD_SHARE, type Lod } from '../mesh/lod.ts';
import type { BodyTemplate } from '../template/template.ts';
import { renderPlan } from './render-plan.ts';

/** How many vertices and triangles a viewer draws at each level of detail: the same for every body of a template. */
export async function drawnLevels(
  template: BodyTemplate,
): Promise<{ level: Lod; vertexCount: number; faceCount: number }[]> {
  const levels = Object.keys(LOD_SHARE).map((level) => Number(level) as Lod);
  return Promise.all(
    levels.map(async (level) => {
      const { source, triangles } = await renderPlan(template, level);
      return { level, vertexCount: source.length, faceCount: triangles.length / 3 };
    }),
  );
}
