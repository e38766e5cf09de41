/** Which way: `upstream` is from the client to the server, `downstream` what comes back. */
export type Stream = 'upstream' | 'downstream';

/**
 * What a proxy does to the bytes of one direction, named as toxiproxy names it. Bytes keep their order and none is
 * changed or left out; a connection may end early. Times in milliseconds, sizes in bytes.
 */
export type Toxic =
  /** Each piece comes later, by `latency` ± `jitter`. */
  | { type: 'latency'; latency: number; jitter?: number }
  /** No more than `rate` a second. */
  | { type: 'bandwidth'; rate: number }
  /** Nothing gets through; what waits is sent when the toxic is removed. After `timeout` the connection is closed; 0: never. */
  | { type: 'timeout'; timeout: number }
  /** `timeout` after bytes want through, both ends see a reset (RST). */
  | { type: 'reset'; timeout?: number }
  /** Pieces of `size` ± `variation`, `delay` apart. */
  | { type: 'slicer'; size: number; variation?: number; delay?: number }
  /** The connection is closed when so many have gone through since the toxic was added; 0: at the first. */
  | { type: 'limit'; bytes: number };

/** What is to happen to the first of the bytes that wait. */
export type Step =
  | { do: 'send'; size: number; pause: number }
  | { do: 'wait'; milliseconds: number }
  | { do: 'close' }
  | { do: 'reset' };

/** Bytes that wait: how many, when they came, and a number of -1 to 1 that jitter is made of. */
export interface Waiting {
  size: number;
  since: number;
  luck: number;
}

/** A toxic at work on one direction of one connection. */
export interface AtWork {
  toxic: Toxic;
  /** Bytes that went through since it began. */
  passed: number;
}

/**
 * @param now of the clock that `since` is of
 * @param next a number of 0 to 1
 */
export function nextStep(
  atWork: readonly AtWork[],
  { size: all, since, luck }: Waiting,
  now: number,
  next: () => number,
): Step {
  const toxics = atWork.map(({ toxic }) => toxic);
  for (const toxic of toxics) {
    if (toxic.type === 'timeout') {
      const left = toxic.timeout === 0 ? Number.POSITIVE_INFINITY : since + toxic.timeout - now;
      return left > 0 ? { do: 'wait', milliseconds: left } : { do: 'close' };
    }
    if (toxic.type === 'reset') {
      const left = since + (toxic.timeout ?? 0) - now;
      return left > 0 ? { do: 'wait', milliseconds: left } : { do: 'reset' };
    }
  }
  const late = toxics.map((toxic) =>
    toxic.type === 'latency' ? Math.max(0, toxic.latency + luck * (toxic.jitter ?? 0)) : 0,
  );
  const left = since + sum(late) - now;
  if (left > 0) return { do: 'wait', milliseconds: left };

  const sizes = atWork.map(({ toxic, passed }) => {
    if (toxic.type === 'limit') return Math.max(0, toxic.bytes - passed);
    // A twentieth of a second at a time, so that it flows.
    if (toxic.type === 'bandwidth') return Math.max(1, Math.round(toxic.rate / 20));
    if (toxic.type !== 'slicer') return all;
    return Math.max(1, Math.round(toxic.size + (2 * next() - 1) * (toxic.variation ?? 0)));
  });
  const size = Math.min(all, ...sizes);
  if (size === 0) return { do: 'close' };
  const pauses = toxics.map((toxic) => {
    if (toxic.type === 'bandwidth') return (1_000 * size) / toxic.rate;
    return toxic.type === 'slicer' ? (toxic.delay ?? 0) : 0;
  });
  return { do: 'send', size, pause: sum(pauses) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
