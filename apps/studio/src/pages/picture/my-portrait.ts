import type { Portrait, PortraitHistory } from '@likeness/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { likeness } from '../../session/likeness.ts';

/** Of everything that is known of the person's picture, also what the header shows. */
export const PORTRAIT_KEY = ['portrait'] as const;

export interface MyPortrait {
  current: Portrait | null;
  history: PortraitHistory;
}

async function find({ signal }: { signal: AbortSignal }): Promise<MyPortrait> {
  const history = await likeness.portraits.history(undefined, { signal });
  // to ask for a picture that is not there would be an error in every console
  const shown = history.some(({ until }) => until === null);
  return { history, current: shown ? await likeness.portraits.info(undefined, { signal }) : null };
}

/** The person's own picture, with what was before it. */
export const useMyPortrait = () => useQuery({ queryKey: [...PORTRAIT_KEY, 'me'], queryFn: find });

export const mayUndo = ({ history }: MyPortrait): boolean =>
  history.some(({ endedBy }) => endedBy === 'replaced' || endedBy === 'deleted');

/** Whether a picture of the history can still be fetched: not once a deletion came after it. */
export function stillServed({ history, current }: MyPortrait, entry: PortraitHistory[number]): boolean {
  if (entry.picture.avatarId === current?.avatarId) return true;
  const { until } = entry;
  return !history.some(
    (later) => later.endedBy === 'deleted' && until !== null && (later.until ?? '') >= until,
  );
}

/** A change of the picture; done when the page knows what is there now. */
export function useChange(change: () => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      await change();
      await queries.invalidateQueries({ queryKey: PORTRAIT_KEY });
    },
  });
}
