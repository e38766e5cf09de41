import type { AVATAR_STATUSES, JOB_STATUSES } from '../database/avatar-schema.ts';
import { CATALOGUE, type ErrorCode } from '../errors.ts';
import type { ProcessingComplete, ProcessingError, ProcessingUpdate } from './protocol.ts';

/** One job of an avatar, as its row has it. */
export interface JobState {
  id: string;
  jobType: string;
  status: (typeof JOB_STATUSES)[number];
  progress: number;
  currentStep: string | null;
  errorCode: string | null;
  errorMessage: string | null;
}

export type Message =
  | ['avatar:processing:update', ProcessingUpdate]
  | ['avatar:processing:complete', ProcessingComplete]
  | ['avatar:processing:error', ProcessingError];

export interface Situation {
  avatarId: string;
  avatarStatus: (typeof AVATAR_STATUSES)[number];
  /** Undefined for an avatar that no job was ever made for. */
  job: JobState | undefined;
  /** Where the server's addresses begin. */
  base: string;
}

/** What to tell whoever watches an avatar of where one of its jobs stands. */
export function messagesOf({ avatarId, avatarStatus, job, base }: Situation): Message[] {
  const status = job?.status ?? (avatarStatus === 'processing' ? 'queued' : FINISHED[avatarStatus]);
  if (status === 'completed') {
    const address = `${base}/api/v1/avatars/${avatarId}`;
    return [
      update(avatarId, 'ready', 100, 'Completed', 'The avatar is ready.'),
      [
        'avatar:processing:complete',
        { avatarId, modelUrl: `${address}/model`, thumbnailUrl: `${address}/thumbnail` },
      ],
    ];
  }
  const progress = job?.progress ?? 0;
  if (status === 'failed' || status === 'cancelled') {
    const error = status === 'cancelled' ? 'job_cancelled' : (job?.errorCode ?? 'job_failed');
    const message = job?.errorMessage ?? entryOf(error).detail;
    const step = status === 'cancelled' ? 'Cancelled' : 'Failed';
    return [
      update(avatarId, 'error', progress, step, message, error),
      ['avatar:processing:error', { avatarId, error, retryable: isRetryable(error, job?.jobType) }],
    ];
  }
  if (status === 'processing') {
    const step = job?.currentStep ?? 'Starting';
    return [update(avatarId, 'processing', progress, step, `${step}.`)];
  }
  const again = job?.errorCode ?? undefined;
  return [
    again === undefined
      ? update(avatarId, 'processing', 0, 'Queued', 'Waiting for its turn.')
      : update(avatarId, 'processing', 0, 'Queued again', 'It did not work; it is tried again.', again),
  ];
}

const FINISHED = { ready: 'completed', archived: 'completed', error: 'failed' } as const;

function update(
  avatarId: string,
  status: ProcessingUpdate['status'],
  progress: number,
  currentStep: string,
  message: string,
  error?: string,
): Message {
  const told = { avatarId, status, progress, currentStep, message };
  return ['avatar:processing:update', error === undefined ? told : { ...told, error }];
}

/**
 * Ours to have failed, so worth another try; what is wrong with measurements or photos stays wrong. The photos of a
 * cancelled job are gone.
 */
function isRetryable(error: string, jobType: string | undefined): boolean {
  if (error === 'job_cancelled') return jobType !== 'avatar:process-photos';
  const { status } = entryOf(error);
  // 501: somebody has to change the server first
  return status >= 500 && status !== 501;
}

function entryOf(error: string) {
  return Object.hasOwn(CATALOGUE, error) ? CATALOGUE[error as ErrorCode] : CATALOGUE.job_failed;
}
