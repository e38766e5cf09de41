/** Puts a glTF and its binary chunks, each padded to four bytes, into one GLB file. */
export function packGlb(json: object, chunks: readonly Uint8Array[]): Uint8Array {
  const four = (length: number): number => Math.ceil(length / 4) * 4;
  const text = new TextEncoder().encode(JSON.stringify(json));
  const binary = chunks.reduce((sum, chunk) => sum + four(chunk.length), 0);
  const start = 12 + 8 + four(text.length);
  const glb = new Uint8Array(start + 8 + binary);
  const view = new DataView(glb.buffer);
  const words: [number, number][] = [
    [0, 0x46546c67], // "glTF"
    [4, 2],
    [8, glb.length],
    [12, four(text.length)],
    [16, 0x4e4f534a], // "JSON"
    [start, binary],
    [start + 4, 0x004e4942], // "BIN"
  ];
  for (const [at, value] of words) view.setUint32(at, value, true);
  glb.fill(0x20, 20, start);
  glb.set(text, 20);
  let at = start + 8;
  for (const chunk of chunks) {
    glb.set(chunk, at);
    at += four(chunk.length);
  }
  return glb;
}
