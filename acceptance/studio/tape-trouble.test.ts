import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasChromium } from '../harness/browser.ts';
import { token } from '../harness/server.ts';
import { useBrowser } from '../harness/use-browser.ts';
import { DRAWING, DRIVER, eventually, field, resultId } from './body-tools.ts';
import { axe, signIn } from './tools.ts';

const TEMPLATE = /\/template-(female|male)[^/]*\.bin$/;

describe.skipIf(!hasChromium)('a body by tape, where not everything can be had', () => {
  const studio = useBrowser({ LIKENESS_QUEUE_RATE: 'off' }, DRAWING);

  /** The form, with one template there and the other out of reach. @returns the sex of the other, as on its button */
  async function open(userId: string): Promise<readonly [Page, 'Female' | 'Male']> {
    const page = await studio.open({
      allowed: new RegExp(`${DRIVER.source}|ERR_FAILED`, 'i'),
    });
    page.setDefaultTimeout(120_000);
    const first = page.waitForRequest(TEMPLATE);
    await signIn(page, studio.server, token({ userId }), '/bodies/tape');
    const there = TEMPLATE.exec((await first).url())?.[1];
    const other = there === 'female' ? 'male' : 'female';
    await page.route(new RegExp(`/template-${other}`), (route) => route.abort());
    await page.locator('canvas').waitFor();
    await field(page, 'Height').fill('168');
    await field(page, 'Waist (ISO)').fill('29');
    await page.getByText('it looks like inches').waitFor();
    await page.getByRole('button', { name: other === 'male' ? 'Male' : 'Female', exact: true }).click();
    await field(page, 'Waist (ISO)').fill('74');
    await failure(page).waitFor();
    return [page, other === 'male' ? 'Male' : 'Female'];
  }
  const failure = (page: Page) => page.getByText('The body cannot be shown now');

  test('a body that cannot be shown: tried again by a press, also in vain', async () => {
    const [page, sex] = await open('again');
    expect(await axe(page)).toEqual([]);
    const again = page.getByRole('button', { name: 'Try again' });
    const asked = page.waitForRequest(TEMPLATE);
    await again.click();
    await asked;
    await again.waitFor();
    await page.unroute(new RegExp(`/template-${sex.toLowerCase()}`));
    const got = page.waitForResponse(TEMPLATE);
    await again.click();
    expect((await got).ok()).toBe(true);
    await failure(page).waitFor({ state: 'hidden' });
  });

  test('what was found before it failed keeps nobody from saving, nor does a page that is not encrypted', async () => {
    const [page] = await open('blind');
    // as over http from another machine
    await page.evaluate(() => Reflect.deleteProperty(Crypto.prototype, 'randomUUID'));
    expect(await page.getByText('it looks like inches').count()).toBe(0);
    await page.getByRole('button', { name: 'Make this body' }).click();
    await resultId(page);
    // the name of the page keeps the focus while the body comes
    const name = page.getByRole('heading', { level: 1, name: 'My body' });
    await name.waitFor();
    await eventually(() => name.evaluate((heading) => heading === document.activeElement)).toBe(true);
  });
});
