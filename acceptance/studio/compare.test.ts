import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasChromium } from '../harness/browser.ts';
import { token } from '../harness/server.ts';
import { useBrowser } from '../harness/use-browser.ts';
import { DRAWING, DRIVER, eventually, makeBody, WOMAN } from './body-tools.ts';
import { axe, overhang, signIn } from './tools.ts';

describe.skipIf(!hasChromium)('two bodies side by side', () => {
  let made: Promise<readonly string[]> | undefined;
  const studio = useBrowser({ LIKENESS_QUEUE_RATE: 'off' }, DRAWING);

  /** Two bodies of Alice's, made once. */
  const bodies = () => {
    made ??= Promise.all([
      makeBody(studio.server, 'alice', 'Before'),
      makeBody(studio.server, 'alice', 'After', { ...WOMAN, waist: 82, height: 168.5 }),
    ]);
    return made;
  };
  const comparison = async () => {
    const [a, b] = await bodies();
    return `/bodies/compare?a=${a}&b=${b}`;
  };

  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await studio.open({ allowed: DRIVER, ...options });
    page.setDefaultTimeout(120_000);
    await signIn(page, studio.server, token({ userId: 'alice' }), path);
    return page;
  }
  const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

  test('chosen in the list: what is different, and what may not be', async () => {
    await bodies();
    const page = await open('/bodies');
    await page.getByRole('checkbox', { name: 'Compare Before' }).check();
    await page.getByRole('checkbox', { name: 'Compare After' }).check();
    await page.getByRole('link', { name: 'Compare', exact: true }).click();
    await row(page, 'Waist (ISO)').waitFor();
    expect(await row(page, 'Waist (ISO)').textContent()).toBe('Waist (ISO)74 cm82 cm+8 cm');
    expect(await row(page, 'Height').textContent()).toContain('+0.5 cmnot certain');
    expect(await row(page, 'Chest or bust').textContent()).toContain('the same');
    await page.getByRole('button', { name: 'in, lb' }).click();
    await eventually(() => row(page, 'Waist (ISO)').textContent()).toContain('+3.1 in');
    await page.getByRole('combobox', { name: 'Second' }).selectOption({ label: 'Before' });
    await eventually(() => row(page, 'Waist (ISO)').textContent()).toContain('the same');
  });

  test('turn one, and the other turns along', async () => {
    const page = await open(await comparison());
    await eventually(() => page.locator('[data-state="ready"]').count()).toBe(2);
    const second = page.locator('canvas').nth(1);
    const before = await second.screenshot();
    await page.getByRole('application', { name: 'Before' }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await eventually(async () => (await second.screenshot()).equals(before)).toBe(false);
    const turned = await second.screenshot();
    await page.getByRole('button', { name: 'Side' }).first().click();
    await eventually(async () => (await second.screenshot()).equals(turned)).toBe(false);
    expect(await page.locator('[data-state="ready"]').count()).toBe(2);
  });

  test.each(['light', 'dark'] as const)(
    '%s: no rule of WCAG 2.2 AA is broken, nothing hangs over at 360 px',
    async (colorScheme) => {
      const page = await open(await comparison(), {
        colorScheme,
        viewport: { width: 360, height: 740 },
      });
      await row(page, 'Waist (ISO)').waitFor();
      await eventually(() => page.locator('[data-state="ready"]').count()).toBe(2);
      expect([await axe(page), await overhang(page)]).toEqual([[], 0]);
    },
  );
});
