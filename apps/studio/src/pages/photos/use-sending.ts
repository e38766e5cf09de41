import { type BodyJob, idempotencyKey, type Job, LikenessError } from '@likeness/client';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { likeness } from '../../session/likeness.ts';
import { bodyOf, heightOf, tapeOf } from './about-request.ts';
import type { Capture } from './capture.ts';

export type PhotoFinding = Job['findings'][number];

/** How far the photos are on their way to a body. */
export type Sending =
  | { state: 'idle' }
  | { state: 'uploading'; share: number }
  | { state: 'reading'; progress: number; step: string | null; avatarId: string; jobId: string }
  | { state: 'refused'; findings: readonly PhotoFinding[] }
  | { state: 'failed'; error: unknown }
  | { state: 'done'; avatarId: string };

/**
 * Sends photos, follows the job that reads them, and adds what was measured by tape. Photos that were refused leave no
 * body behind; what failed on the way can be sent again as it is.
 */
export function useSending() {
  const [sending, setSending] = useState<Sending>({ state: 'idle' });
  const queries = useQueryClient();
  const running = useRef<AbortController | undefined>(undefined);
  // the same photos sent again after a lost answer are the same order, however the page was walked through meanwhile
  const order = useRef<(Order & { key: string }) | undefined>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const send = useCallback(
    async (capture: Capture) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      const { signal } = controller;
      const tell = (next: Sending) => {
        if (!signal.aborted) setSending(next);
      };
      tell({ state: 'uploading', share: 0 });
      try {
        if (!isSame(order.current, capture)) order.current = { ...orderOf(capture), key: idempotencyKey() };
        const job = await likeness.bodies.fromPhotos(formOf(capture), {
          idempotencyKey: order.current?.key,
          onProgress: (share) => tell({ state: 'uploading', share }),
          signal,
        });
        const { avatarId, jobId } = job;
        tell({ state: 'reading', progress: 0, step: null, avatarId, jobId });
        const findings = await follow(job, signal, ({ status, progress, currentStep }) => {
          if (status === 'failed' || status === 'cancelled') order.current = undefined;
          tell({ state: 'reading', progress, step: currentStep, avatarId, jobId });
        });
        if (signal.aborted) return;
        if (findings) {
          tell({ state: 'refused', findings });
          await likeness.bodies.remove(avatarId, { erase: true }).catch(() => {});
        } else {
          await addTape(avatarId, capture, signal, (progress) =>
            tell({ state: 'reading', progress, step: 'Adding tape', avatarId, jobId }),
          );
          order.current = undefined;
          tell({ state: 'done', avatarId });
        }
        await queries.invalidateQueries();
      } catch (error) {
        // a body that has gone meanwhile is made anew
        if (error instanceof LikenessError && error.status === 404) order.current = undefined;
        tell({ state: 'failed', error });
      }
    },
    [queries],
  );

  /** Stops sending, or has the server stop reading and forget the photos. */
  const cancel = useCallback(async () => {
    running.current?.abort();
    order.current = undefined;
    const before = sending;
    setSending({ state: 'idle' });
    if (before.state !== 'reading') return;
    try {
      await likeness.bodies.remove(before.avatarId, { erase: true });
    } catch (error) {
      setSending({ state: 'failed', error });
    }
  }, [sending]);

  const back = useCallback(() => setSending({ state: 'idle' }), []);
  return { sending, send, cancel, back };
}

type Order = Pick<Capture, 'about' | 'front' | 'side'>;

const orderOf = ({ about, front, side }: Order): Order => ({ about, front, side });

const isSame = (one: Order | undefined, other: Order): boolean =>
  one?.about === other.about && one.front === other.front && one.side === other.side;

function formOf({ about, front, side }: Capture) {
  const { unit, sex, weight } = bodyOf(about);
  const height = heightOf(about);
  return {
    name: about.name.trim(),
    front: (front as NonNullable<typeof front>).file,
    ...(side && { side: side.file }),
    ...(height !== undefined && { height: Math.round(height * 100) / 100, heightUnit: 'cm' as const }),
    ...(weight !== undefined && { weight }),
    unit,
    ...(sex && { sex }),
    consent: true as const,
  };
}

/** @returns what was wrong with the photos; null when a body was made of them */
async function follow(
  job: BodyJob,
  signal: AbortSignal,
  onSeen: (seen: Job) => void,
): Promise<readonly PhotoFinding[] | null> {
  let last: Job | undefined;
  for await (const seen of job) {
    if (signal.aborted) return null;
    last = seen;
    onSeen(seen);
  }
  const findings = last?.findings ?? [];
  if (last?.status === 'failed' && findings.some(({ severity }) => severity === 'error')) return findings;
  // when it is no fault of the photos, the job says why in its own words
  await job.done();
  return null;
}

/** What the tape says goes before what was seen, so it is told once the photos have been read. */
async function addTape(
  avatarId: string,
  { about }: Capture,
  signal: AbortSignal,
  onProgress: (progress: number) => void,
): Promise<void> {
  const measurements = tapeOf(about);
  if (Object.keys(measurements).length === 0) return;
  onProgress(0);
  const request = { ...bodyOf(about), measurements };
  const { job } = await likeness.bodies.remeasure(avatarId, request, { regenerate: true, signal });
  for await (const { progress } of job ?? []) onProgress(progress);
}
