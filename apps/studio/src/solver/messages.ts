import type { BodyRequest, CompletedBody, Finding, LiveShape, ModelBody, Tape } from '@likeness/body/live';

export type Sex = LiveShape['sex'];

export type Asked = Question | { id: number; model: ModelBody };

/** What the page asks of the solver. */
export interface Question {
  id: number;
  request: BodyRequest;
  /** A whole fit, which is what the server makes, instead of a quick one. */
  settle: boolean;
}

/** What is the same for every body of a sex; told once, before the first answer that needs it. */
export interface BodyMesh {
  triangles: Uint32Array;
  /** sRGB bytes a vertex. */
  colours: Uint8Array;
}

export interface SolvedBody extends Omit<LiveShape, 'completed'> {
  /** Without the joint distribution, which is large. */
  completed: Omit<CompletedBody, 'posterior'>;
  normals: Float32Array;
}

export type Told =
  | ({ kind: 'mesh'; sex: Sex } & BodyMesh)
  | { kind: 'answer'; id: number; findings: readonly Finding[]; body: SolvedBody | null }
  | { kind: 'tapes'; id: number; tapes: Tape[] }
  /** The template could not be fetched; asking again tries again. */
  | { kind: 'unreachable'; id: number };
