import { MeshoptEncoder } from 'meshoptimizer';
import { evenSkin, WEIGHT_PARTS } from '../mesh/even-skin.ts';
import { type Lod, simplifierReady, simplify } from '../mesh/lod.ts';
import { vertexNormals } from '../mesh/normals.ts';
import type { BodyTemplate } from '../template/template.ts';
import { settleSlots } from './slots.ts';

/**
 * The vertices that a viewer draws, which are more than the template's: one that lies on a texture seam has two
 * places in the atlas and is drawn twice. Everything here is the same for all shapes of a template.
 */
export interface RenderPlan {
  /** Which vertex of the template each drawn vertex is. */
  source: Uint32Array;
  /** uv a drawn vertex, v downwards as glTF wants it. */
  uvs: Float32Array;
  triangles: Uint32Array;
  /** The triangles in the smallest type that holds them. */
  indices: Uint16Array | Uint32Array;
  /** Four bones a drawn vertex, how many of 64 parts hang on each, and the same as shares of 1. */
  skin: { bones: Uint8Array; parts: Uint8Array; weights: Float32Array };
}

type Drawn = Omit<RenderPlan, 'skin' | 'indices'>;

const plans = new WeakMap<BodyTemplate, Map<Lod, RenderPlan>>();

/** The plan of a level of detail; simplified on the base shape once, then kept with the template. */
export async function renderPlan(template: BodyTemplate, lod: Lod): Promise<RenderPlan> {
  const known = plans.get(template) ?? new Map<Lod, RenderPlan>();
  plans.set(template, known);
  const ready = known.get(lod);
  if (ready) return ready;
  await Promise.all([simplifierReady, MeshoptEncoder.ready]);
  const whole = splitSeams(template);
  const base = vertexNormals({ positions: template.positions, triangles: template.triangles });
  const triangles = simplify(
    {
      positions: gather(template.positions, whole.source, 3),
      normals: gather(base, whole.source, 3),
      uvs: whole.uvs,
      triangles: whole.triangles,
    },
    lod,
  );
  const drawn = reorder({ ...whole, triangles });
  const { bones, parts } = evenSkin(template);
  const four = (values: Uint8Array) => Uint8Array.from(gather(values, drawn.source, 4));
  const settled = settleSlots(four(bones), four(parts));
  const plan: RenderPlan = {
    ...drawn,
    indices: drawn.source.length <= 65535 ? Uint16Array.from(drawn.triangles) : drawn.triangles,
    skin: { ...settled, weights: Float32Array.from(settled.parts, (value) => value / WEIGHT_PARTS) },
  };
  known.set(lod, plan);
  return plan;
}

/** Picks groups of `size` values by index. */
export function gather(values: ArrayLike<number>, indices: Uint32Array, size: number): Float32Array {
  const picked = new Float32Array(indices.length * size);
  for (let i = 0; i < indices.length; i++) {
    const from = (indices[i] as number) * size;
    for (let c = 0; c < size; c++) picked[i * size + c] = values[from + c] as number;
  }
  return picked;
}

function splitSeams({ triangles, uvs }: BodyTemplate): Drawn {
  const seen = new Map<string, number>();
  const source: number[] = [];
  const coordinates: number[] = [];
  const drawn = triangles.map((vertex, corner) => {
    const u = uvs[corner * 2] as number;
    const v = uvs[corner * 2 + 1] as number;
    const key = `${vertex} ${u} ${v}`;
    const known = seen.get(key);
    if (known !== undefined) return known;
    seen.set(key, source.length);
    source.push(vertex);
    coordinates.push(u, 1 - v);
    return source.length - 1;
  });
  return {
    source: Uint32Array.from(source),
    uvs: Float32Array.from(coordinates),
    triangles: drawn,
  };
}

/** Puts triangles and vertices into the order that compresses best, and drops vertices that nothing uses. */
function reorder({ source, uvs, triangles }: Drawn): Drawn {
  const indices = Uint32Array.from(triangles);
  const [remap, count] = MeshoptEncoder.reorderMesh(indices, true, true);
  const order = new Uint32Array(count);
  for (let before = 0; before < remap.length; before++) {
    const after = remap[before] as number;
    if (after < count) order[after] = before;
  }
  return {
    source: order.map((before) => source[before] as number),
    uvs: gather(uvs, order, 2),
    triangles: indices,
  };
}
