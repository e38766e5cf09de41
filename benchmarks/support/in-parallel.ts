export interface Worked {
  /** Of all calls together. */
  seconds: number;
  /** Milliseconds of each call. */
  latencies: number[];
}

/** Calls `work` with 0 to `count` − 1, `parallel` at a time, and takes the times. */
export async function inParallel(
  count: number,
  parallel: number,
  work: (index: number) => Promise<unknown>,
): Promise<Worked> {
  const latencies: number[] = [];
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < count; index = next++) {
      const began = performance.now();
      await work(index);
      latencies.push(performance.now() - began);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: parallel }, lane));
  return { seconds: (performance.now() - began) / 1_000, latencies };
}
