import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { TestServer } from './server.ts';

/** What the page shows in the end, also on a busy machine. */
export const eventually: typeof expect.poll = (shown, options) =>
  expect.poll(shown, { timeout: 60_000, ...options });

/** The one-time link, as whoever started the server reads it. */
export function signInLink(server: TestServer): string | undefined {
  return /^sign in: (\S+)$/m.exec(server.output())?.[1];
}

/** Sends as slowly as a bad phone line, until the function that it gives is called. */
export async function throttleUploads(page: Page, bytesPerSecond: number): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  });
  return () => session.detach();
}
