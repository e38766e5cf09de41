import { readFile } from 'node:fs/promises';
import { openBody, secondTape } from '@likeness/test-kit/bodies';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasChromium } from '../harness/browser.ts';
import { clientOf } from '../harness/client.ts';
import { freePort } from '../harness/free-port.ts';
import { startServer, type TestServer, token } from '../harness/server.ts';
import { useBrowser } from '../harness/use-browser.ts';
import {
  DRAWING,
  DRIVER,
  eventually,
  expired,
  field,
  refusal,
  remeasure,
  resultId,
  statusOf,
} from './body-tools.ts';
import { axe, overhang, signIn } from './tools.ts';

const TAPE = '/bodies/tape';

interface Kept {
  measurements: Record<string, { value: number; source: string }>;
}

const tagOf = (page: Page) => page.locator('.likeness-viewer-tag');
const slider = (page: Page, name: string) => page.getByRole('slider', { name, exact: true });
const save = (page: Page) => page.getByRole('button', { name: 'Make this body' });

describe.skipIf(!hasChromium)('a body by tape', () => {
  const studio = useBrowser({ LIKENESS_QUEUE_RATE: 'off' }, DRAWING);

  async function open(
    userId: string,
    {
      language = 'en',
      allowed = DRIVER,
      ...options
    }: BrowserContextOptions & { allowed?: RegExp; language?: string } = {},
    at = studio.server,
  ): Promise<Page> {
    const page = await studio.open({ allowed, ...options }, at);
    page.setDefaultTimeout(120_000);
    await page.addInitScript((tag) => localStorage.setItem('likeness-language', tag), language);
    await signIn(page, at, token({ userId }), TAPE);
    await page.locator('canvas').waitFor();
    return page;
  }

  test('the body follows the sliders, and the file that is made measures what they say', async () => {
    const page = await open('live');
    await page.getByRole('button', { name: 'Female' }).click();
    await field(page, 'Height').fill('168');
    await field(page, 'Chest or bust').fill('94.5');
    // a guess becomes a value when its hollow thumb is moved, by keys …
    await slider(page, 'Hip').press('ArrowRight');
    await slider(page, 'Hip').press('ArrowRight');
    const hip = Number(await field(page, 'Hip').inputValue());
    expect(hip % 0.5).toBe(0);
    // … or by hand
    const thumb = (await slider(page, 'Waist (ISO)').boundingBox()) as NonNullable<
      Awaited<ReturnType<ReturnType<typeof slider>['boundingBox']>>
    >;
    await page.mouse.move(thumb.x + thumb.width / 2, thumb.y + thumb.height / 2);
    await page.mouse.down();
    await page.mouse.move(thumb.x + thumb.width / 2 + 12, thumb.y + thumb.height / 2, { steps: 6 });
    await page.mouse.up();
    const waist = Number(await field(page, 'Waist (ISO)').inputValue());
    expect(waist).toBeGreaterThan(60);
    const tagged = async () =>
      Number(/^Waist \(ISO\) ([\d.]+) cm$/.exec((await tagOf(page).textContent()) ?? '')?.[1]);
    await eventually(async () => Math.abs((await tagged()) - waist)).toBeLessThan(0.11);

    await save(page).click();
    const id = await resultId(page);
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('likeness-tape');
    await eventually(() => statusOf(studio.server, 'live', id)).toBe('ready');
    const kept = await clientOf(studio.server, { userId: 'live' }).request<Kept>(
      'GET',
      `/api/v1/avatars/${id}/measurements`,
    );
    const given = Object.entries(kept.body.measurements).filter(([, { source }]) => source === 'measured');
    const measurements = Object.fromEntries(given.map(([key, { value }]) => [key, value]));
    expect(measurements).toEqual({ height: 168, chest: 94.5, waist, hip });

    await page.getByRole('tab', { name: 'Download' }).click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download GLB' }).click();
    const file = await (await downloading).path();
    const glb = new Uint8Array(await readFile(file));
    const tapes = [await remeasure(glb, { sex: 'female', measurements }), secondTape(await openBody(glb))];
    for (const tape of tapes) {
      for (const [key, cm] of Object.entries(measurements)) {
        expect(Math.abs((tape[key] as number) - cm), key).toBeLessThanOrEqual(0.1);
      }
    }
  });

  test('units come and go and a reload comes, and what was typed stays', async () => {
    const page = await open('units');
    await field(page, 'Height').fill('5\'6"');
    await field(page, 'Weight').fill('70');
    await field(page, 'Waist (ISO)').fill('74');
    await field(page, 'Hip').focus();
    const written = async () =>
      Promise.all(['Height', 'Weight', 'Waist (ISO)'].map((name) => field(page, name).inputValue()));
    await eventually(written).toEqual(['167.6', '70', '74']);
    await page.getByRole('button', { name: 'in, lb' }).click();
    await eventually(written).toEqual(['5\'6.0"', '154.3', '29.1']);
    await page.getByRole('button', { name: 'in, st' }).click();
    await eventually(written).toEqual(['5\'6.0"', '11 st 0.3 lb', '29.1']);
    await page.reload();
    await page.locator('canvas').waitFor();
    await eventually(written).toEqual(['5\'6.0"', '11 st 0.3 lb', '29.1']);
    await page.getByRole('button', { name: 'cm, kg' }).click();
    await eventually(written).toEqual(['167.6', '70', '74']);
    expect(page.url()).toBe(`${studio.server.url}${TAPE}`);
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toMatch(/74|167/);
    await page.getByRole('button', { name: 'Start over' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Start over' }).click();
    await eventually(written).toEqual(['', '', '']);
  });

  test('what nobody gave is shown as a range that narrows as more is given', async () => {
    const page = await open('ranges');
    await field(page, 'Height').fill('168');
    const width = async () => {
      const text = (await slider(page, 'Hip').getAttribute('aria-valuetext')) ?? '';
      const [, low, high] = /between ([\d.]+) cm and ([\d.]+) cm/.exec(text) ?? [];
      return Number(high) - Number(low);
    };
    await eventually(width).toBeGreaterThan(15);
    const before = await width();
    await field(page, 'Waist (ISO)').fill('74');
    await field(page, 'Weight').fill('63');
    await eventually(width).toBeLessThan(0.7 * before);
    const hourglass = async () => {
      const type = page.locator('dl > div').filter({ has: page.getByText('Hourglass', { exact: true }) });
      return Number.parseFloat((await type.locator('dd').textContent()) ?? '');
    };
    // a fifth by the height alone
    await eventually(hourglass).toBeGreaterThan(25);
    await field(page, 'Hip').fill('99');
    expect(await slider(page, 'Hip').getAttribute('aria-valuetext')).toBe('99 cm');
    await page.getByRole('button', { name: 'Forget Hip' }).click();
    await eventually(() => slider(page, 'Hip').getAttribute('aria-valuetext')).toContain('about');
  });

  test('odd values are questioned beside their field, and one press puts them right', async () => {
    const page = await open('odd');
    const asked: string[] = [];
    page.on('request', (request) => void (request.method() === 'POST' && asked.push(request.url())));
    await field(page, 'Height').fill('168');
    await field(page, 'Waist (ISO)').fill('29');
    await page.getByText('it looks like inches').waitFor();
    await save(page).click();
    await page.getByText('One field needs another look').waitFor();
    await eventually(() =>
      field(page, 'Waist (ISO)').evaluate((input) => input === document.activeElement),
    ).toBe(true);
    await page.getByRole('button', { name: 'Make it 73.7 cm' }).click();
    expect(await field(page, 'Waist (ISO)').inputValue()).toBe('73.7');
    await eventually(() => page.getByText('it looks like inches').count()).toBe(0);

    await field(page, 'Hip').fill('400');
    await page.getByText('Hip 400 cm is not an adult’s').waitFor();
    await page.getByRole('button', { name: 'in, lb' }).click();
    await page.getByText('Hip 157.5 in cannot be: it looks like centimetres, that is 62 in.').waitFor();
    await page.getByRole('button', { name: 'cm, kg' }).click();

    await field(page, 'Hip').fill('wide');
    await page.getByText('This is no length. Write it like 92.5.').waitFor();
    await save(page).click();
    expect(await field(page, 'Hip').inputValue()).toBe('wide');
    await page.getByRole('button', { name: 'Forget Hip' }).click();

    await field(page, 'Height').fill('66');
    await field(page, 'Waist (ISO)').fill('29');
    await field(page, 'Chest or bust').fill('36');
    await page.getByRole('button', { name: 'Take all as inches' }).click();
    expect(await field(page, 'Height').inputValue()).toBe('167.6');

    await field(page, 'Age').fill('12');
    await page.getByText('Bodies here are made of adults only').waitFor();
    await save(page).click();
    await page.getByText('One field needs another look').waitFor();
    expect(asked).toEqual([]);
  });

  test('pointing at a field shows its tape and how to take it', async () => {
    const page = await open('pointing');
    await field(page, 'Height').fill('168');
    await field(page, 'Hip').fill('99');
    await eventually(() => tagOf(page).textContent()).toBe('Hip 99 cm');
    expect(await page.getByText('fullest part of the buttocks').isVisible()).toBe(true);
    expect(await page.getByText('ISO 8559-1: hip girth').isVisible()).toBe(true);
    await page.getByRole('button', { name: /More measures/ }).click();
    await field(page, 'Neck').focus();
    await eventually(() => tagOf(page).textContent()).toMatch(/^Neck \d/);
  });

  test('a token that ends while the form is open: signed in again above it, nothing lost', async () => {
    const page = await open('late', { allowed: refusal(401) });
    await field(page, 'Height').fill('171');
    await page.evaluate((ended) => sessionStorage.setItem('likeness-token', ended), expired('late'));
    await save(page).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Token').fill(token({ userId: 'late' }));
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    expect(await field(page, 'Height').inputValue()).toBe('171');
    await save(page).click();
    await resultId(page);
  });

  test('the server stops while the body is sent: nothing is lost, and another press makes one body', async () => {
    const own = await startServer({
      PORT: String(await freePort()),
      LIKENESS_QUEUE_RATE: 'off',
      LIKENESS_SHUTDOWN_TIMEOUT: '300ms',
    });
    let again: TestServer | undefined;
    try {
      const page = await open(
        'patient',
        { allowed: /ERR_|Failed to|WebSocket|swiftshader|GPU|GL Driver/i },
        own,
      );
      await field(page, 'Height').fill('169');
      await field(page, 'Waist (ISO)').fill('75.5');
      await own.stop();
      await save(page).click();
      await page.getByRole('alert').getByText('No connection').waitFor();
      expect(await field(page, 'Waist (ISO)').inputValue()).toBe('75.5');
      again = await own.again();
      await save(page).click();
      const id = await resultId(page);
      await eventually(() => statusOf(again as TestServer, 'patient', id)).toBe('ready');
      await page.getByRole('link', { name: 'My bodies' }).first().click();
      await eventually(() => page.getByRole('listitem').filter({ hasText: 'My body' }).count()).toBe(1);
    } finally {
      await (again ?? own).remove();
    }
  });

  test('keyboard alone, from the first key to the finished body', async () => {
    const page = await open('keys');
    const tabTo = async (name: string | RegExp) => {
      const there = () =>
        page.evaluate(() => {
          const { activeElement } = document;
          const label = (activeElement as HTMLInputElement | null)?.labels?.[0]?.textContent;
          return label ?? activeElement?.textContent ?? '';
        });
      for (let keys = 0; !(await there()).match(name); keys++) {
        expect(keys, `to ${name}`).toBeLessThan(60);
        await page.keyboard.press('Tab');
      }
    };
    await tabTo(/^Height$/);
    await page.keyboard.type('180');
    await tabTo(/^Hip$/);
    await page.keyboard.type('101');
    await tabTo(/^Make this body$/);
    await page.keyboard.press('Enter');
    await resultId(page);
  });

  test.each(['light', 'dark'] as const)(
    '%s: no rule of WCAG 2.2 AA is broken, also with faults and all measures',
    async (colorScheme) => {
      const page = await open(`axe-${colorScheme}`, { colorScheme });
      await field(page, 'Height').fill('168');
      await field(page, 'Waist (ISO)').fill('29');
      await field(page, 'Age').fill('12');
      await page.getByText('it looks like inches').waitFor();
      await page.getByRole('button', { name: /More measures/ }).click();
      expect(await axe(page)).toEqual([]);
    },
  );

  test('a narrow window and a language from right to left', async () => {
    const page = await open('rtl', { language: 'ar', viewport: { width: 360, height: 740 } });
    await page.getByRole('button', { name: /قياسات أكثر/ }).click();
    expect(await overhang(page)).toBe(0);
    expect(await axe(page)).toEqual([]);
    await field(page, 'الورك').fill('400');
    await page.getByText(/الورك .*400.* ليس لبالغ/).waitFor();
    await field(page, 'الورك').fill('٩٩٫٥');
    await field(page, 'الورك').blur();
    expect(await field(page, 'الورك').inputValue()).toBe('99.5');
    // to the left is more
    await slider(page, 'الورك').press('ArrowLeft');
    expect(await field(page, 'الورك').inputValue()).toBe('100');
  });
});
