import type {
  Angle,
  BodyRequest,
  Compression,
  Customization,
  Finding,
  Lod,
  PhotoEvidence,
} from '@likeness/body';
import type { CheckedBody } from '../check-body.ts';
import type { BodyShape } from '../model-documents/seal-document.ts';
import type { BodyResult, GivenBody, StoredBody } from '../sealed-records.ts';

/** What the threads do; each task is data that can be cloned. */
export interface BodyTasks {
  /** Validates and completes; with photos that takes too long for a loop that answers requests. */
  check: { task: { given: GivenBody }; result: CheckedBody };
  /** From what was given to a measured body. `body` is null when a finding is an error. */
  build: {
    task: { request: BodyRequest; photo?: PhotoEvidence };
    result: { findings: readonly Finding[]; body: { result: BodyResult; stored: StoredBody } | null };
  };
  /** What a stored document holds beside the body. Null when the body is of another template. */
  shape: { task: { stored: StoredBody }; result: BodyShape | null };
  glb: {
    task: {
      stored: StoredBody;
      lod: Lod;
      compression: Compression;
      pose: 'a' | 't';
      look: Customization;
    };
    /** Null when the body is of another template: it has to be built again. */
    result: Uint8Array | null;
  };
  /** PNG. @param size pixels of the square picture */
  picture: {
    task: { stored: StoredBody; angle: Angle; size: number; look: Customization; watermarked?: boolean };
    result: Uint8Array | null;
  };
}

export type BodyTaskName = keyof BodyTasks;
