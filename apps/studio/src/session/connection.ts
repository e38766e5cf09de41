import { useSyncExternalStore } from 'react';

/** ms between two looks whether the server answers again; each time twice as long */
const FIRST_LOOK = 1_000;
const LONGEST = 15_000;

let reachable = navigator.onLine;
let look: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function set(next: boolean): void {
  if (next) {
    clearTimeout(look);
    look = undefined;
  } else {
    lookAgain(FIRST_LOOK);
  }
  if (next === reachable) return;
  reachable = next;
  for (const listener of listeners) listener();
}

/** Asks until somebody answers: a person need not press anything. */
function lookAgain(wait: number): void {
  if (look !== undefined) return;
  look = setTimeout(async () => {
    const answer = await fetch('/health', { cache: 'no-store' }).catch(() => undefined);
    look = undefined;
    if (answer?.ok) set(true);
    else lookAgain(Math.min(LONGEST, wait * 2));
  }, wait);
}

addEventListener('online', () => {
  clearTimeout(look);
  look = undefined;
  if (!reachable) lookAgain(0);
});
addEventListener('offline', () => set(false));

/** Whether the server can be reached, as the last request found it. */
export const connection = {
  isUp: () => reachable,
  answered: () => set(true),
  failed: () => set(false),
  /** Something could not be loaded: is it the network? */
  async doubt(): Promise<void> {
    const answer = await fetch('/health', { cache: 'no-store' }).catch(() => undefined);
    set(answer !== undefined);
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export const useConnection = (): boolean => useSyncExternalStore(connection.subscribe, connection.isUp);
