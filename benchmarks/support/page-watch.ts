import type { Page, Request } from 'playwright-core';

/** What a page did, from its first script on. */
export interface PageWatch {
  /** Bytes over the wire, as packed, of all that the page and its workers loaded; once nothing is on its way. */
  weight(): Promise<number>;
  /** Waits for the first contentful paint. */
  painted(): Promise<void>;
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
  let loaded = 0;
  const pending = new Map<Request, Promise<void>>();
  const count = async (request: Request) => {
    // a page that is left tells nothing any more
    const response = await request.response().catch(() => null);
    await response?.finished().catch(() => null);
    const sizes = response && (await request.sizes().catch(() => undefined));
    // together they are 0 for what comes from the browser's cache
    if (sizes && request.url().startsWith('http'))
      loaded += sizes.responseHeadersSize + sizes.responseBodySize;
    pending.delete(request);
  };
  page.context().on('request', (request) => pending.set(request, count(request)));
  await page.addInitScript(watch);
  return {
    async weight() {
      while (pending.size > 0) await Promise.all(pending.values());
      return loaded;
    },
    async painted() {
      await page.waitForFunction(() => (globalThis as unknown as { seen: Seen }).seen.paint > 0);
    },
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
