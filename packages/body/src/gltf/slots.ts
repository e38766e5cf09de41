/**
 * Puts the influences of each vertex into slots so that a bone stays in the slot where the vertex before had it:
 * the codec stores differences from vertex to vertex, and a bone that changes its place costs twice.
 * @param bones four a vertex
 * @param parts four a vertex; 0 is an unused slot
 */
export function settleSlots(bones: Uint8Array, parts: Uint8Array): { bones: Uint8Array; parts: Uint8Array } {
  const settled = { bones: new Uint8Array(bones.length), parts: new Uint8Array(parts.length) };
  /** The bone that each slot held last, and the slot that each bone had last. */
  const held = [-1, -1, -1, -1];
  const place = new Map<number, number>();
  for (let v = 0; v < bones.length; v += 4) {
    const taken = [false, false, false, false];
    const put = (from: number, slot: number): void => {
      const bone = bones[from] as number;
      taken[slot] = true;
      held[slot] = bone;
      place.set(bone, slot);
      settled.bones[v + slot] = bone;
      settled.parts[v + slot] = parts[from] as number;
    };
    const used = [v, v + 1, v + 2, v + 3].filter((k) => parts[k] !== 0);
    const before = used.map((k) => held.indexOf(bones[k] as number));
    used.forEach((k, i) => {
      const slot = before[i] as number;
      if (slot >= 0) put(k, slot);
    });
    used.forEach((k, i) => {
      if ((before[i] as number) >= 0) return;
      const last = place.get(bones[k] as number);
      put(k, last !== undefined && !taken[last] ? last : taken.indexOf(false));
    });
  }
  return settled;
}
