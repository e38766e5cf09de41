import type { ModelBody, Tape } from '@likeness/body/live';
import { useCallback, useEffect, useState } from 'react';
import type { Told } from './messages.ts';
import { startSolver } from './start-solver.ts';

/**
 * The tapes of a finished body, measured again on its file, in a thread of its own.
 * @param model as `<BodyViewer onModel>` gives it; only the first level of detail is measured, so that the tapes of the
 *   whole mesh stay while a coarser one is shown
 * @example const [tapes, setModel] = useModelTapes(); … <BodyViewer onModel={setModel} tapes={tapes} … />
 */
export function useModelTapes(): [tapes: Tape[], setModel: (model: ModelBody & { lod: number }) => void] {
  const [model, setModel] = useState<ModelBody>();
  const [tapes, setTapes] = useState<Tape[]>([]);
  useEffect(() => {
    if (!model) return undefined;
    const worker = startSolver();
    worker.addEventListener('message', ({ data }: MessageEvent<Told>) => {
      if (data.kind === 'tapes') setTapes(data.tapes);
      worker.terminate();
    });
    // a file that cannot be measured is shown without tapes
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      setTapes([]);
    });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage({ id: 0, model });
    return () => worker.terminate();
  }, [model]);
  const measure = useCallback((next: ModelBody & { lod: number }) => {
    if (next.lod === 0) setModel(next);
  }, []);
  return [tapes, measure];
}
