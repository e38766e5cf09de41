/** How the triangles of a surface hang together. Depends on the indices alone, so it serves every shape. */
export interface Topology {
  vertexCount: number;
  edgeCount: number;
  /**
   * The triangle across each edge, or −1 at a border: edge e of triangle t, from corner e to corner e + 1,
   * is at 3t + e.
   */
  neighbours: Int32Array;
  /** No border, every edge shared by exactly two triangles that run along it in opposite directions. */
  closed: boolean;
  /** V − E + F, counting only vertices in use: 2 for one closed surface without handles. */
  euler: number;
  /** Pieces that are not joined by an edge. */
  components: number;
}

/** Builds the adjacency. Edges that three or more triangles share make the surface not closed. */
export function buildTopology(triangles: Uint32Array): Topology {
  const corners = triangles.length;
  const neighbours = new Int32Array(corners).fill(-1);
  const used = new Set<number>();
  const firstOf = new Map<number, number>();
  let manifold = true;
  let shared = 0;
  let edges = 0;
  const stride = highest(triangles) + 1;
  for (let i = 0; i < corners; i++) {
    const from = triangles[i] as number;
    const to = triangles[i % 3 === 2 ? i - 2 : i + 1] as number;
    used.add(from);
    const key = from < to ? from * stride + to : to * stride + from;
    const other = firstOf.get(key);
    if (other === undefined) {
      firstOf.set(key, i);
      edges++;
    } else if (neighbours[other] !== -1 || triangles[other] === from) {
      manifold = false;
    } else {
      neighbours[i] = (other / 3) | 0;
      neighbours[other] = (i / 3) | 0;
      shared++;
    }
  }
  return {
    vertexCount: used.size,
    edgeCount: edges,
    neighbours,
    closed: manifold && shared * 2 === corners,
    euler: used.size - edges + corners / 3,
    components: countComponents(neighbours),
  };
}

function highest(values: Uint32Array): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}

function countComponents(neighbours: Int32Array): number {
  const count = neighbours.length / 3;
  const seen = new Uint8Array(count);
  const stack = new Int32Array(count);
  let components = 0;
  for (let start = 0; start < count; start++) {
    if (seen[start]) continue;
    components++;
    let top = 0;
    stack[top++] = start;
    seen[start] = 1;
    while (top > 0) {
      const triangle = stack[--top] as number;
      for (let e = 0; e < 3; e++) {
        const next = neighbours[triangle * 3 + e] as number;
        if (next < 0 || seen[next]) continue;
        seen[next] = 1;
        stack[top++] = next;
      }
    }
  }
  return components;
}

/** For each vertex its neighbours along edges: those of v are `list[start[v] .. start[v + 1]]`. */
export function vertexNeighbours(
  triangles: Uint32Array,
  vertexCount: number,
): { start: Uint32Array; list: Uint32Array } {
  const sets = Array.from({ length: vertexCount }, () => new Set<number>());
  for (let i = 0; i < triangles.length; i++) {
    const from = triangles[i] as number;
    const to = triangles[i % 3 === 2 ? i - 2 : i + 1] as number;
    sets[from]?.add(to);
    sets[to]?.add(from);
  }
  const start = new Uint32Array(vertexCount + 1);
  const list: number[] = [];
  sets.forEach((set, vertex) => {
    list.push(...set);
    start[vertex + 1] = list.length;
  });
  return { start, list: Uint32Array.from(list) };
}
