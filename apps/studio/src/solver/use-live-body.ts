import type { BodyRequest } from '@likeness/body/live';
import { useCallback, useEffect, useRef, useState } from 'react';
import { createLiveBodyClient, type LiveBodyClient, type LiveView } from './live-body-client.ts';
import { startSolver } from './start-solver.ts';

const NOTHING: LiveView = { state: 'loading', result: null, findings: [], updatesPerSecond: 0 };

/**
 * The body of what is being typed, solved in a thread of its own.
 * @param request as for `POST …/bodies/from-measurements`; null while there is nothing to solve
 */
export function useLiveBody(request: BodyRequest | null): LiveView & { retry(): void } {
  const [view, setView] = useState(NOTHING);
  const client = useRef<LiveBodyClient>(undefined);
  useEffect(() => {
    const started = createLiveBodyClient(startSolver, setView);
    client.current = started;
    return () => started.stop();
  }, []);
  // by content, so that a page need not keep the same object
  const asked = request && JSON.stringify(request);
  useEffect(() => {
    if (asked) client.current?.ask(JSON.parse(asked) as BodyRequest);
  }, [asked]);
  const retry = useCallback(() => client.current?.retry(), []);
  return { ...view, retry };
}
