import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';

/** What clients say, and what they are told: spec 2, 3.3.2. */
export const subscription = z.strictObject({ avatarId: z.uuid() });

/** The answer to what a client said, where it asked for one. */
export type Ack = (answer: { ok: true } | { ok: false; code: ErrorCode; message: string }) => void;

export interface ClientEvents {
  'avatar:subscribe': (payload: unknown, ack?: Ack) => void;
  'avatar:unsubscribe': (payload: unknown, ack?: Ack) => void;
}

export interface ProcessingUpdate {
  avatarId: string;
  status: 'processing' | 'ready' | 'error';
  /** 0 to 100 */
  progress: number;
  /** As `Generating 3D model`. */
  currentStep: string;
  /** A sentence for a person. */
  message: string;
  /** A code of the error catalogue. */
  error?: string;
}

export interface ProcessingComplete {
  avatarId: string;
  modelUrl: string;
  thumbnailUrl: string;
}

export interface ProcessingError {
  avatarId: string;
  /** A code of the error catalogue. */
  error: string;
  /** The same can be asked for again with some hope. */
  retryable: boolean;
}

export interface ServerEvents {
  'avatar:processing:update': (update: ProcessingUpdate) => void;
  'avatar:processing:complete': (complete: ProcessingComplete) => void;
  'avatar:processing:error': (error: ProcessingError) => void;
}
