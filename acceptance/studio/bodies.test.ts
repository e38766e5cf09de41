import { readFile } from 'node:fs/promises';
import { openBody, secondTape, validateGlb } from '@likeness/test-kit/bodies';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasChromium } from '../harness/browser.ts';
import { clientOf, download } from '../harness/client.ts';
import { token } from '../harness/server.ts';
import { type PageOptions, useBrowser } from '../harness/use-browser.ts';
import { DRAWING, DRIVER, eventually, field, makeBody, refusal, statusOf, WOMAN } from './body-tools.ts';
import { axe, overhang, signIn } from './tools.ts';

describe.skipIf(!hasChromium)('my bodies', () => {
  const studio = useBrowser({ LIKENESS_QUEUE_RATE: 'off' }, DRAWING);

  async function open(
    userId: string,
    path: string,
    { allowed = DRIVER, ...options }: PageOptions = {},
  ): Promise<Page> {
    const page = await studio.open({ allowed, acceptDownloads: true, ...options });
    page.setDefaultTimeout(120_000);
    await signIn(page, studio.server, token({ userId }), path);
    return page;
  }
  const cards = (page: Page) =>
    page
      .getByRole('main')
      .getByRole('listitem')
      .filter({ has: page.locator('a, strong') });
  const tab = (page: Page, name: string) => page.getByRole('tab', { name }).click();

  test('nothing yet: the two ways to begin', async () => {
    const page = await open('new', '/bodies');
    await page.getByText('No body yet').waitFor();
    await page.getByRole('link', { name: 'By photos' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('link', { name: 'By tape' }).click();
    await page.getByRole('heading', { name: 'A body by tape' }).waitFor();
  });

  test('the list: pictures, names and tags to be found by, and pages as they are asked for', async () => {
    await makeBody(studio.server, 'many', 'Summer', WOMAN, { tags: ['beach'] });
    await makeBody(studio.server, 'many', 'Winter', { ...WOMAN, waist: 80 });
    const page = await open('many', '/bodies');
    await eventually(() => cards(page).count()).toBe(2);
    await eventually(() =>
      cards(page)
        .locator('img')
        .evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth)),
    ).toEqual([512, 512]);
    const search = page.getByRole('searchbox');
    await search.fill('summ');
    await eventually(() => cards(page).allTextContents()).toEqual([expect.stringContaining('Summer')]);
    await search.fill('#beach');
    await eventually(() => cards(page).allTextContents()).toEqual([expect.stringContaining('Summer')]);
    await search.fill('nobody');
    await page.getByText('Nothing is called that').waitFor();
    await search.fill('');
    await eventually(() => cards(page).count()).toBe(2);
  });

  test('a body that is being made appears by itself', async () => {
    const page = await open('watching', '/bodies');
    await page.getByText('No body yet').waitFor();
    await clientOf(studio.server, { userId: 'watching' }).request(
      'POST',
      '/api/v1/avatars/measurement-based',
      {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'Soon', measurements: WOMAN }),
      },
    );
    await page.reload();
    await eventually(() => cards(page).locator('img').count()).toBe(1);
    expect(await page.getByRole('progressbar').count()).toBe(0);
  });

  test('values with their source, their tapes, levels of detail, the T-pose and the wireframe', async () => {
    const id = await makeBody(studio.server, 'result', 'Mine', WOMAN, { age: 41 });
    const page = await open('result', `/bodies/${id}`);
    const row = (name: string) => page.getByRole('row').filter({ hasText: name });
    await row('Waist (ISO)').waitFor();
    expect(await row('Waist (ISO)').textContent()).toMatch(/74 cm1\.172\.2\s?–\s?75\.8 cm\s?Measured/);
    expect(await row('Neck').textContent()).toContain('Inferred');
    expect(await page.getByText('to within 0.1 cm').isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Hip', exact: true }).focus();
    await eventually(() => page.locator('.likeness-viewer-tag').textContent()).toBe('Hip 99 cm');
    for (const level of [1, 2]) {
      const asked = page.waitForResponse((answer) => answer.url().includes(`/model?lod=${level}`));
      await page.getByRole('button', { name: level === 1 ? 'Medium' : 'Light' }).click();
      expect((await asked).status()).toBe(200);
    }
    await page.getByRole('button', { name: 'T-pose' }).click();
    await page.getByRole('button', { name: 'Wireframe' }).click();
    expect(await page.getByRole('button', { name: 'Wireframe' }).getAttribute('aria-pressed')).toBe('true');
  });

  test('measured again: a new model that measures so; what somebody else changed meanwhile is told, and nothing is lost', async () => {
    const id = await makeBody(studio.server, 'again', 'Mine', WOMAN, { age: 41 });
    const page = await open('again', `/bodies/${id}`, { allowed: refusal(412) });
    await page.getByRole('button', { name: 'Measure again' }).click();
    const waist = field(page, 'Waist (ISO)');
    expect(await waist.inputValue()).toBe('74');
    expect(await field(page, 'Age').inputValue()).toBe('41');
    expect(await field(page, 'Chest or bust').inputValue()).toBe('92');
    await waist.fill('81');
    const elsewhere = await clientOf(studio.server, { userId: 'again' }).request(
      'PATCH',
      `/api/v1/avatars/${id}`,
      {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'Renamed elsewhere' }),
      },
    );
    expect(elsewhere.status).toBe(200);
    await page.getByRole('button', { name: 'Make it anew' }).click();
    await page.getByText('This body was changed elsewhere meanwhile').waitFor();
    expect(await waist.inputValue()).toBe('81');
    await page.getByText('Renamed elsewhere').waitFor();
    await page.getByRole('button', { name: 'Make it anew' }).click();
    await page.getByRole('tab', { name: 'Measures' }).waitFor();
    await eventually(() => statusOf(studio.server, 'again', id)).toBe('ready');
    await eventually(() => page.getByRole('row').filter({ hasText: 'Waist (ISO)' }).textContent()).toContain(
      '81 cm',
    );
    const model = await download(`${studio.server.url}/api/v1/avatars/${id}/model`, {
      headers: { authorization: `Bearer ${token({ userId: 'again' })}` },
    });
    expect(Math.abs((secondTape(await openBody(model.body)).waist as number) - 81)).toBeLessThanOrEqual(0.1);
  });

  test('a name, tags and a look of its own, which go into what is downloaded', async () => {
    const id = await makeBody(studio.server, 'look', 'Plain');
    const page = await open('look', `/bodies/${id}`);
    await tab(page, 'Look');
    await page.getByRole('button', { name: 'Hair 3', exact: true }).click();
    await eventually(() =>
      page.getByRole('button', { name: 'Hair 3', exact: true }).getAttribute('aria-pressed'),
    ).toBe('true');
    await tab(page, 'Manage');
    await page.getByLabel('Name', { exact: true }).fill('Mine, with hair');
    await page.getByLabel('Tags').fill('one, two');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Mine, with hair' }).waitFor();
    const { body } = await clientOf(studio.server, { userId: 'look' }).request<Record<string, unknown>>(
      'GET',
      `/api/v1/avatars/${id}`,
    );
    expect(body).toMatchObject({ tags: ['one', 'two'], customization: { hairColour: '#6a4427' } });

    await tab(page, 'Download');
    await page.getByLabel('Compression').selectOption('none');
    await page.getByRole('combobox', { name: 'Pose' }).selectOption('t');
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download GLB' }).click();
    const glb = new Uint8Array(await readFile(await (await downloading).path()));
    expect((await validateGlb(glb)).messages).toEqual([]);
    const archive = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Make the archive' }).click();
    const zip = await readFile(await (await archive).path());
    expect(zip.subarray(0, 2).toString()).toBe('PK');
  });

  test('shared by name and by a link: both open, both end', async () => {
    const id = await makeBody(studio.server, 'owner', 'To be shown');
    const page = await open('owner', `/bodies/${id}`);
    await tab(page, 'Share');
    await page.getByText('Nobody else sees it.').waitFor();
    await page.getByLabel('Their user name').fill('friend');
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    await page.getByRole('button', { name: 'Stop sharing with friend' }).waitFor();
    expect(await statusOf(studio.server, 'friend', id)).toBe('ready');

    await page.getByRole('button', { name: 'Make a link' }).click();
    const url = await page.getByLabel('This is the link').inputValue();
    const shown = await download(url);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png']);
    await page.getByText('not opened yet').waitFor();
    await page.reload();
    await tab(page, 'Share');
    await page.getByText('opened once').waitFor();
    await page.getByRole('button', { name: /^Take the link back/ }).click();
    await page.getByText('No link is open.').waitFor();
    expect((await download(url)).status).toBe(404);
    await page.getByRole('button', { name: 'Stop sharing with friend' }).click();
    await page.getByText('Nobody else sees it.').waitFor();
    expect(await statusOf(studio.server, 'friend', id)).toBe(404);
  });

  test('what others share is to look at only', async () => {
    const id = await makeBody(studio.server, 'giver', 'Look at me');
    await clientOf(studio.server, { userId: 'giver' }).request('POST', `/api/v1/avatars/${id}/shares`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userId: 'looker' }),
    });
    const page = await open('looker', '/bodies');
    await page.getByRole('button', { name: 'Shared with me' }).click();
    await page.getByRole('link', { name: 'Look at me' }).click();
    await page.getByText('Somebody shares this body with you').waitFor();
    expect(await page.getByRole('tab').allTextContents()).toEqual(['Measures', 'Download']);
    expect(await page.getByRole('button', { name: 'Measure again' }).count()).toBe(0);
  });

  test('deleted: undone on the spot, brought back from the list, and erased for good', async () => {
    const id = await makeBody(studio.server, 'deletes', 'Going');
    // what is on its way while the body goes
    const page = await open('deletes', `/bodies/${id}`, { allowed: refusal(404) });
    const remove = async () => {
      await tab(page, 'Manage');
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByText('“Going” is deleted.').waitFor();
    };
    await remove();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('heading', { level: 1, name: 'Going' }).waitFor();
    await remove();
    await page.getByRole('link', { name: 'All bodies' }).click();
    await page.getByText('No body yet').waitFor();
    await page.getByRole('button', { name: 'Deleted' }).click();
    await page.getByRole('button', { name: 'Bring back' }).click();
    await page.getByText('Nothing was deleted lately').waitFor();
    await page.getByRole('button', { name: 'Mine' }).click();
    await page.getByRole('link', { name: 'Going' }).click();
    await tab(page, 'Manage');
    await page.getByRole('button', { name: 'Erase for good…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Erase for good' }).click();
    await page.getByText('No body yet').waitFor();
    // what the server says, not what was fetched before
    await page.reload();
    await page.getByRole('button', { name: 'Deleted' }).click();
    await page.getByText('Nothing was deleted lately').waitFor();
    expect(await statusOf(studio.server, 'deletes', id)).toBe(404);
  });

  test('an address of no body says so, and a reload is offered', async () => {
    const page = await open('lost', '/bodies/00000000-0000-4000-8000-000000000000', {
      allowed: refusal(404),
    });
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('button', { name: 'Try again' }).isVisible()).toBe(true);
  });

  test.each(['light', 'dark'] as const)(
    '%s: no rule of WCAG 2.2 AA is broken, nothing hangs over at 360 px',
    async (colorScheme) => {
      const id = await makeBody(studio.server, `axe-${colorScheme}`, 'Mine', WOMAN, { tags: ['a tag'] });
      const page = await open(`axe-${colorScheme}`, '/bodies', {
        colorScheme,
        viewport: { width: 360, height: 740 },
      });
      await cards(page).locator('img').first().waitFor();
      expect([await axe(page), await overhang(page)]).toEqual([[], 0]);
      await page.getByRole('link', { name: 'Mine' }).click();
      await page.getByRole('row').nth(3).waitFor();
      for (const name of ['Measures', 'Look', 'Share', 'Download', 'Manage']) {
        await tab(page, name);
        // the one before leaves with a movement
        await eventually(() => page.getByRole('tabpanel').count()).toBe(1);
        await page.getByRole('tabpanel', { name }).waitFor();
        expect([name, await axe(page), await overhang(page)]).toEqual([name, [], 0]);
      }
      expect(page.url()).toContain(id);
    },
  );
});
