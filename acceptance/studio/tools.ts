import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import type { TestServer } from '../harness/server.ts';

/** Of the repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Opens a page of the studio and comes in by a pasted token, whatever the language is.
 *
 * @param path the page that is asked for, which is also the one that is shown after it
 */
export async function signIn(page: Page, server: TestServer, token: string, path = '/'): Promise<void> {
  await page.goto(`${server.url}${path}`);
  await page.locator('#token').fill(token);
  await page.locator('#token').press('Enter');
  await page.getByRole('navigation').first().waitFor();
}

/**
 * The rules of WCAG 2.2 AA, and axe's own advice, that the page breaks as it is shown now; in a sentence each. Focus
 * guards round a popup only hand the focus on, and a popup that stands at the end of the page is in no landmark.
 */
export async function axe(page: Page): Promise<string[]> {
  // what fades in has not its colours yet
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY)
        .map((animation) => animation.finished.catch(() => {})),
    ),
  );
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const popup = document.querySelector('[data-base-ui-portal]') !== null;
    const { violations } = await axe.run(
      { include: [['html']], exclude: [['[data-base-ui-focus-guard]']] },
      { resultTypes: ['violations'], rules: { region: { enabled: !popup } } },
    );
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary}`),
    );
  });
}

/** Pixels by which the page is wider than the window. */
export const overhang = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/** `vite build` of a folder of the repository; meanwhile the runner of the tests goes on. */
export async function viteBuild(folder: string, output: string, ...more: string[]): Promise<void> {
  const quiet = ['--emptyOutDir', '--logLevel', 'warn'];
  const build = ['node_modules/vite/bin/vite.js', 'build', folder, '--outDir', output, ...quiet, ...more];
  await promisify(execFile)(process.execPath, build, { cwd: ROOT });
}
