import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasChromium } from '../harness/browser.ts';
import { eventually } from '../harness/page-tools.ts';
import { token } from '../harness/server.ts';
import { useBrowser } from '../harness/use-browser.ts';
import { axe, overhang, signIn } from './tools.ts';

const WAYS = (['en', 'ar'] as const).flatMap((locale) =>
  (['light', 'dark'] as const).flatMap((colorScheme) =>
    [360, 768, 1280].map((width) => ({ locale, colorScheme, width })),
  ),
);
const LONG = 'someone-with-a-name-'.repeat(10);

describe.skipIf(!hasChromium)('languages and themes', () => {
  const studio = useBrowser();
  const check = async (page: Page) => {
    expect(await axe(page)).toEqual([]);
    expect(await overhang(page)).toBe(0);
  };

  test.each(WAYS)(
    'sign-in, frame, menu, not found: $locale, $colorScheme, $width px: no rule broken, nothing wider than the window',
    async ({ locale, colorScheme, width }) => {
      const page = await studio.open({
        locale,
        colorScheme,
        viewport: { width, height: 740 },
        allowed: /status of 401/,
      });
      await page.goto(`${studio.server.url}/bodies#sign-in=failed`);
      await page.locator('#token').fill('no.such.token');
      await page.keyboard.press('Enter');
      await page.locator('#token-error p').waitFor();
      await check(page);
      expect(await page.locator('html').getAttribute('dir')).toBe(locale === 'ar' ? 'rtl' : 'ltr');
      await signIn(page, studio.server, token({ userId: LONG, role: 'admin' }), '/bodies/x/y');
      await page.getByRole('heading', { level: 1 }).waitFor();
      await check(page);
      await page.getByRole('banner').getByRole('button').last().click();
      await page.getByRole('menu').waitFor();
      await check(page);
    },
  );

  test('another language: at once, mirrored, and kept', async () => {
    const page = await studio.open({ viewport: { width: 1280, height: 740 } });
    await signIn(page, studio.server, token({ userId: 'polyglot' }), '/bodies/x/y');
    const brand = page.getByRole('link', { name: 'Likeness' });
    const before = (await brand.boundingBox())?.x ?? 0;
    await page.getByRole('button', { name: 'Language' }).click();
    await page.getByRole('menuitemradio', { name: 'العربية' }).click();
    await page.getByRole('heading', { name: 'لا توجد صفحة كهذه' }).waitFor();
    const { x, width } = (await brand.boundingBox()) ?? { x: 0, width: 0 };
    // as far from one side as it was from the other
    expect(Math.abs(1280 - (x + width) - before)).toBeLessThan(1);
    expect(await page.locator('html').getAttribute('lang')).toBe('ar');
    await page.reload();
    await page.getByRole('heading', { name: 'لا توجد صفحة كهذه' }).waitFor();
    await page.getByRole('button', { name: 'اللغة' }).click();
    await page.getByRole('menuitemradio', { name: 'English' }).click();
    await eventually(() => page.locator('html').getAttribute('dir')).toBe('ltr');
  });
});
