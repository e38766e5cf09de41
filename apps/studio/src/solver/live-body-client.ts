import type { BodyRequest, Finding } from '@likeness/body/live';
import type { BodyMesh, Question, Sex, SolvedBody, Told } from './messages.ts';

/** What is to be shown. */
export interface LiveView {
  /**
   * `loading` until the first answer, `solving` while what is shown is not yet the body that the server would make,
   * `ready` when it is, `failed` when the solver cannot go on.
   */
  state: 'loading' | 'solving' | 'ready' | 'failed';
  /** The last body there was; it stays while a value is wrong. */
  result: (SolvedBody & BodyMesh) | null;
  /** Of the last request that was answered. */
  findings: readonly Finding[];
  /** Answers within the last second. */
  updatesPerSecond: number;
}

export interface LiveBodyClient {
  ask(request: BodyRequest): void;
  /** Starts anew after `failed`. */
  retry(): void;
  stop(): void;
}

/** A value that has not moved for so long is at rest, ms. */
const REST = 160;

const MOST_CRASHES = 1;

/**
 * The solver in its thread. At most one question is on its way; of those that wait only the newest is asked, so a
 * slow machine shows fewer bodies, never old ones. A thread that dies is started again once.
 */
export function createLiveBodyClient(
  startWorker: () => Worker,
  onView: (view: LiveView) => void,
): LiveBodyClient {
  let view: LiveView = { state: 'loading', result: null, findings: [], updatesPerSecond: 0 };
  const meshes: Partial<Record<Sex, BodyMesh>> = {};
  let worker: Worker | undefined;
  let crashes = 0;
  let ids = 0;
  let latest: BodyRequest | undefined;
  let underWay: Question | undefined;
  let waiting = false;
  let rest: ReturnType<typeof setTimeout> | undefined;
  const answered: number[] = [];

  const show = (change: Partial<LiveView>): void => {
    view = { ...view, ...change };
    onView(view);
  };

  const start = (): Worker => {
    const fresh = startWorker();
    fresh.addEventListener('message', ({ data }: MessageEvent<Told>) => hear(data));
    fresh.addEventListener('error', (event) => {
      event.preventDefault();
      crash();
    });
    fresh.addEventListener('messageerror', crash);
    return fresh;
  };

  const post = (settle: boolean): void => {
    if (!latest) return;
    worker ??= start();
    underWay = { id: ++ids, request: latest, settle };
    waiting = false;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage(underWay);
  };

  const hear = (told: Told): void => {
    if (told.kind === 'mesh') {
      meshes[told.sex] = told;
      return;
    }
    if (told.kind === 'tapes' || told.id !== underWay?.id) return;
    const { settle } = underWay;
    underWay = undefined;
    if (told.kind === 'unreachable') {
      show({ state: 'failed' });
      return;
    }
    const { body, findings } = told;
    const mesh = body && meshes[body.sex];
    const done = !waiting && (settle || !body);
    show({
      state: done ? 'ready' : 'solving',
      findings,
      updatesPerSecond: countAnswer(answered),
      ...(body && mesh ? { result: { ...body, triangles: mesh.triangles, colours: mesh.colours } } : {}),
    });
    if (waiting) post(false);
    else if (!done) rest = setTimeout(() => post(true), REST);
  };

  const crash = (): void => {
    worker?.terminate();
    worker = undefined;
    underWay = undefined;
    crashes++;
    if (crashes > MOST_CRASHES) show({ state: 'failed' });
    else post(false);
  };

  return {
    ask(request) {
      latest = request;
      clearTimeout(rest);
      if (view.state === 'ready') show({ state: 'solving' });
      if (underWay) waiting = true;
      else if (view.state !== 'failed') post(false);
    },
    retry() {
      crashes = 0;
      show({ state: view.result ? 'solving' : 'loading' });
      if (!underWay) post(false);
    },
    stop() {
      clearTimeout(rest);
      worker?.terminate();
      worker = undefined;
      underWay = undefined;
    },
  };
}

function countAnswer(answered: number[]): number {
  const now = performance.now();
  answered.push(now);
  while ((answered[0] as number) < now - 1000) answered.shift();
  return answered.length;
}
