import { validateBytes } from 'gltf-validator';

/** What the Khronos validator complains of. */
export interface GlbComplaints {
  errors: number;
  warnings: number;
  /** Code, place and text of each error and warning. */
  messages: readonly string[];
}

/** Runs the Khronos glTF validator. */
export async function validateGlb(glb: Uint8Array): Promise<GlbComplaints> {
  const { issues } = await validateBytes(glb);
  return {
    errors: issues.numErrors,
    warnings: issues.numWarnings,
    messages: issues.messages
      .filter(({ severity }) => severity < 2)
      .map(({ code, message, pointer }) => `${code} at ${pointer ?? ''}: ${message}`),
  };
}
