/** A new thread that solves and measures bodies. */
export const startSolver = (): Worker =>
  new Worker(new URL('./live-body.worker.ts', import.meta.url), { type: 'module' });
