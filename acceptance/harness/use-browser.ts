import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { openPage, startBrowser, type WatchedPage } from './browser.ts';
import type { Environment } from './process.ts';
import { startServer, type TestServer } from './server.ts';

export type PageOptions = BrowserContextOptions & { allowed?: RegExp };

export interface ServerAndBrowser {
  readonly server: TestServer;
  readonly browser: Browser;
  /** A tab with a profile of its own. After the test it is closed, and must have had nothing to complain of. */
  open(options?: PageOptions, at?: TestServer): Promise<Page>;
}

/** One server and one browser for the tests of a `describe`. */
export function useBrowser(env: Environment = {}, switches: readonly string[] = []): ServerAndBrowser {
  let server: TestServer;
  let browser: Browser;
  const opened: WatchedPage[] = [];
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(env), startBrowser(switches)]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.remove();
  });
  afterEach(async () => {
    const pages = opened.splice(0);
    await Promise.all(pages.map((page) => page.close()));
    expect(pages.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
  return {
    get server() {
      return server;
    },
    get browser() {
      return browser;
    },
    async open(options = {}, at = server) {
      const watched = await openPage(browser, at.url, options);
      opened.push(watched);
      return watched.page;
    },
  };
}
