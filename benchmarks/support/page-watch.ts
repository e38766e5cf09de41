import type { Page } from 'playwright-core';

/** What a page did, from its first script on. */
export interface PageWatch {
  /** Bytes over the wire, as packed, by address. */
  weights: ReadonlyMap<string, number>;
  /** Since the last call; see the fields. */
  read(): Promise<Seen>;
}

export interface Seen {
  /** ms of every task of the main thread above 50 ms */
  longTasks: number[];
  /** Cumulative layout shift. */
  shift: number;
  /** Largest contentful paint, ms after the navigation; 0 for none. */
  paint: number;
  /** Bodies that came from the solver's thread. */
  answers: number;
}

/** Begins to watch; before the page is opened. */
export async function watchPage(page: Page): Promise<PageWatch> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const addresses = new Map<string, string>();
  const weights = new Map<string, number>();
  session.on('Network.responseReceived', ({ requestId, response }) => addresses.set(requestId, response.url));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const address = addresses.get(requestId);
    if (address?.startsWith('http')) weights.set(address, encodedDataLength);
  });
  await page.addInitScript(watch);
  return {
    weights,
    read: () =>
      page.evaluate(() => {
        const scope = globalThis as unknown as { seen: Seen };
        const seen = { ...scope.seen };
        scope.seen.longTasks = [];
        scope.seen.answers = 0;
        return seen;
      }),
  };
}

/** Runs in the page. */
function watch(): void {
  const seen: Seen = { longTasks: [], shift: 0, paint: 0, answers: 0 };
  (globalThis as unknown as { seen: Seen }).seen = seen;
  const observe = (type: string, take: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe('longtask', (entry) => seen.longTasks.push(entry.duration));
  observe('largest-contentful-paint', (entry) => {
    seen.paint = entry.startTime;
  });
  observe('layout-shift', (entry) => {
    const shift = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (!shift.hadRecentInput) seen.shift += shift.value;
  });
  const Original = globalThis.Worker;
  globalThis.Worker = class extends Original {
    constructor(...given: ConstructorParameters<typeof Worker>) {
      super(...given);
      this.addEventListener('message', ({ data }: MessageEvent<{ kind?: string }>) => {
        if (data?.kind === 'answer') seen.answers += 1;
      });
    }
  };
}
