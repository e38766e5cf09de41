import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { photo } from '@likeness/test-kit';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { jobOf, orderBody } from '../harness/bodies.ts';
import { hasChromium } from '../harness/browser.ts';
import { clientOf } from '../harness/client.ts';
import { OWN_ENGINES } from '../harness/engines-under-test.ts';
import { token } from '../harness/server.ts';
import { type PageOptions, useBrowser } from '../harness/use-browser.ts';
import { axe, overhang, signIn } from './tools.ts';

const ADMIN = token({ userId: 'root', role: 'admin', exp: Math.floor(Date.now() / 1000) + 7200 });
const ADDRESSES = ['', '/duplicates', '/cleanup', '/jobs', '/audit', '/engines', '/people'].map(
  (section) => `/admin${section}`,
);
/** In either language. */
const LOADING = /^(Loading|جارٍ التحميل)…$/;
const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 60_000 });

describe.skipIf(!hasChromium)("the admin's pages", () => {
  const studio = useBrowser({
    ...OWN_ENGINES,
    LIKENESS_JOB_ATTEMPTS: '1',
    LIKENESS_UNDO_DAYS: '0',
    LIKENESS_CLEANUP_GRACE: '10s',
    LIKENESS_CLEANUP_IN_PROCESS: 'off',
  });

  async function open(path: string, options: PageOptions = {}, who = ADMIN): Promise<Page> {
    const page = await studio.open(options);
    await signIn(page, studio.server, who, path);
    return page;
  }
  const figure = (page: Page, name: string) =>
    page
      .locator('dl > div')
      .filter({ has: page.getByText(name, { exact: true }) })
      .locator('dd')
      .first();
  const tableOf = (page: Page, name: string) => page.getByRole('table', { name });

  test('somebody who is no admin is told so, and finds the way back', async () => {
    const page = await open('/admin/people', {}, token({ userId: 'curious' }));
    await page.getByRole('heading', { name: 'This part is for admins' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('link', { name: 'To my picture' }).click();
    await eventually(() => new URL(page.url()).pathname).toBe('/');
  });

  test('the overview counts the same bytes of two people once, in figures, chart and table', async () => {
    const bytes = await photo({ width: 640, height: 640, seed: 71 });
    for (const userId of ['ann', 'ben']) {
      expect((await clientOf(studio.server, { userId }).upload(bytes)).status).toBe(201);
    }
    const page = await open('/admin');
    await eventually(() => figure(page, 'Pictures').textContent()).toBe('2');
    expect(await figure(page, 'Saved').textContent()).toMatch(/^\d[\d.]* (kB|MB)$/);
    await page.getByText('50% of what was uploaded').waitFor();
    const chart = page.getByRole('img', { name: /^Bar chart: Uploads per day/ });
    await eventually(() => chart.locator('.recharts-bar-rectangle path').count()).toBeGreaterThan(0);
    await page.getByText('The numbers as a table').click();
    const rows = tableOf(page, 'Over time').getByRole('row');
    // two days, as midnight may have come between
    const lately = (cell: number, name: string) => async () => {
      const texts = await Promise.all(
        [1, 2].map((row) => rows.nth(row).getByRole('cell').nth(cell).textContent()),
      );
      return texts.map((text) => Number(text?.replace(name, ''))).reduce((sum, count) => sum + count);
    };
    await eventually(lately(1, 'Uploads')).toBe(2);
    await eventually(lately(2, 'Duplicates')).toBe(1);
    await page.getByRole('button', { name: 'Storage' }).click();
    await page.getByRole('img', { name: /^Bar chart: Storage per day/ }).waitFor();
    await page.getByRole('button', { name: '7 days' }).click();
    await eventually(() => new URL(page.url()).search).toBe('?show=storage&days=7');
    await eventually(() => tableOf(page, 'Over time').getByRole('row').count()).toBe(8);

    await page.getByRole('link', { name: '1 is a duplicate' }).click();
    const row = tableOf(page, 'Duplicates').getByRole('row').nth(1);
    expect(await row.getByRole('cell').nth(2).textContent()).toBe('Shown by2');
    await eventually(() =>
      row.locator('img').evaluate((img) => (img as HTMLImageElement).naturalWidth),
    ).toBeGreaterThan(0);
  });

  test('what nobody shows any more waits for the cleanup, which is run and tells what it did', async () => {
    const user = clientOf(studio.server, { userId: 'carl' });
    expect((await user.upload(await photo({ width: 500, height: 500, seed: 72 }))).status).toBe(201);
    expect((await user.request('DELETE', '/api/v1/users/me/avatar')).status).toBe(204);
    const page = await open('/admin/cleanup');
    await page.getByRole('heading', { name: 'Nothing waits' }).waitFor();
    const run = async () => {
      const [answer] = await Promise.all([
        page.waitForResponse(/system\/cleanup$/),
        page.getByRole('button', { name: 'Run now' }).click(),
      ]);
      return (await answer.json()).data.cleanup as Record<string, number>;
    };
    expect(await run()).toMatchObject({ expired: 1, swept: 0 });
    const report = page.getByRole('status').filter({ hasText: 'Cleaned up.' });
    await eventually(() => report.textContent()).toMatch(/Left the history1\D/);
    await tableOf(page, 'Cleanup').getByText('Nobody shows it any more').waitFor();
    await page.getByText('1 picture waits.').waitFor();
    await expect.poll(async () => (await run()).swept, { timeout: 120_000, interval: 1_000 }).toBe(1);
    await eventually(() => report.textContent()).toMatch(/Pictures removed1Freed\d/);
    await page.getByRole('heading', { name: 'Nothing waits' }).waitFor();
  });

  test('a job that failed for good is found, tried again, and done', async () => {
    // where the folder of bodies should be there is a file
    const folder = join(studio.server.dataDir, 'objects', 'bodies');
    await mkdir(join(studio.server.dataDir, 'objects'), { recursive: true });
    await rm(folder, { recursive: true, force: true });
    await writeFile(folder, '');
    const ordered = await orderBody(studio.server, 'dora');
    await eventually(async () => (await jobOf(studio.server, ordered)).status).toBe('failed');
    const page = await open('/admin/jobs');
    await page.getByRole('button', { name: 'Failed' }).click();
    await eventually(() => new URL(page.url()).search).toBe('?status=failed');
    const jobs = tableOf(page, 'Jobs');
    await eventually(() => jobs.getByRole('row').count()).toBe(2);
    expect(await jobs.getByRole('row').nth(1).textContent()).toContain('Body from measurements');
    await rm(folder);
    await jobs.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'No failed jobs' }).waitFor();
    await page.getByRole('button', { name: 'All' }).click();
    await jobs.getByText('Done').waitFor({ timeout: 120_000 });
    expect((await jobOf(studio.server, ordered)).status).toBe('completed');
  });

  test('the audit log is searched; the address keeps what was looked for', async () => {
    const page = await open('/admin/audit');
    const admin = clientOf(studio.server, { userId: 'root', role: 'admin' });
    expect((await admin.request('POST', '/api/enterprise/avatar/system/cleanup')).status).toBe(200);
    const user = clientOf(studio.server, { userId: 'fay' });
    expect((await user.upload(await photo({ width: 400, height: 400, seed: 74 }))).status).toBe(201);
    await page.getByLabel('Action', { exact: true }).fill('system.cleanup');
    await page.getByLabel('By whom').fill('root');
    await page.getByRole('button', { name: 'Search' }).click();
    await eventually(() => new URL(page.url()).search).toBe('?action=system.cleanup&actor=root');
    const log = tableOf(page, 'Audit log');
    await eventually(() => log.getByRole('row').count()).toBeGreaterThan(1);
    await log.getByText('Show', { exact: true }).first().click();
    await log.getByText('freedBytes').first().waitFor();
    await page.reload();
    await log.getByText('system.cleanup').first().waitFor();
    expect(await page.getByLabel('By whom').inputValue()).toBe('root');
    await page.getByLabel('From', { exact: true }).fill('2001-01-01');
    await page.getByLabel('To', { exact: true }).fill('2001-01-02');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('heading', { name: 'Nothing found' }).waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    await log.getByText('portrait.uploaded').first().waitFor();
    expect(await page.getByLabel('Action', { exact: true }).inputValue()).toBe('');
  });

  test('an engine that goes away is told of while one looks, and its return, too', async () => {
    const page = await open('/admin/engines');
    await page.getByText('Everything answers.').waitFor();
    const storage = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name: 'Storage' }) });
    const [objects, away] = ['objects', 'objects-away'].map((name) => join(studio.server.dataDir, name)) as [
      string,
      string,
    ];
    await rename(objects, away);
    try {
      await eventually(() => storage.textContent()).toContain('Does not answer');
      await page.getByRole('status').filter({ hasText: 'Storage: Does not answer.' }).waitFor();
      expect(await axe(page)).toEqual([]);
    } finally {
      await rm(objects, { recursive: true, force: true });
      await rename(away, objects);
    }
    await eventually(() => storage.textContent()).toContain('Answers');
    await page.getByText('Everything answers.').waitFor();
  });

  test('a person is erased after their name was typed; the certificate says what went', async () => {
    const user = clientOf(studio.server, { userId: 'erna' });
    const { body } = await user.upload(await photo({ width: 600, height: 600, seed: 73 }));
    const address = `${studio.server.url}/avatars/${body.data.avatarId}/small.webp`;
    expect((await fetch(address)).status).toBe(200);
    const page = await open('/admin/people', { acceptDownloads: true });
    await page.getByLabel('Person').fill('ern');
    await page.getByRole('button', { name: 'Search' }).click();
    const people = tableOf(page, 'People');
    await eventually(() => people.getByRole('row').count()).toBe(2);
    await page.getByRole('button', { name: 'Erase erna' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('To confirm, type: erna').fill('anna');
    await dialog.getByRole('button', { name: 'Erase for good' }).click();
    await dialog.getByText('That is not the name').waitFor();
    expect(await axe(page)).toEqual([]);
    expect((await fetch(address)).status).toBe(200);
    await dialog.getByLabel('To confirm, type: erna').fill('erna');
    await dialog.getByRole('button', { name: 'Erase for good' }).click();
    const certificate = page.getByRole('region', { name: 'Certificate of erasure' });
    await certificate.waitFor();
    await eventually(() => page.evaluate(() => document.activeElement?.textContent)).toBe(
      'Certificate of erasure',
    );
    expect(await figure(page, 'Pictures').textContent()).toBe('1');
    expect((await fetch(address)).status).toBe(404);
    await page.getByRole('heading', { name: 'Nobody found' }).waitFor();

    const downloading = page.waitForEvent('download');
    await certificate.getByRole('button', { name: 'Download as JSON' }).click();
    const file = await (await downloading).path();
    const written = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    expect(written).toMatchObject({ portraits: 1, pictures: 1, bodies: 0 });
    expect(JSON.stringify(written)).not.toContain('erna');
    const admin = clientOf(studio.server, { userId: 'root', role: 'admin' });
    const verified = await admin.request('POST', '/api/v1/admin/erasures/verify', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(written),
    });
    expect(verified.body).toEqual({ data: { genuine: true } });

    await page.emulateMedia({ media: 'print' });
    expect(await certificate.isVisible()).toBe(true);
    expect(await people.isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: 'Search' }).isVisible()).toBe(false);
  });

  test.each([
    ['light', 'en-GB', 1280],
    ['dark', 'en-GB', 360],
    ['light', 'ar', 360],
    ['dark', 'ar', 1280],
  ] as const)(
    'every page in %s, %s, %i px wide: nothing for axe to find, nothing cut off',
    async (colorScheme, locale, width) => {
      const page = await open('/admin', { colorScheme, locale, viewport: { width, height: 800 } });
      for (const address of ADDRESSES) {
        const link = page.locator(`main nav a[href="${address}"]`);
        await link.click();
        await eventually(() => page.locator('h1').textContent()).toBe(await link.textContent());
        await eventually(() => page.locator('main').getByText(LOADING).count()).toBe(0);
        expect([address, await axe(page), await overhang(page)]).toEqual([address, [], 0]);
      }
    },
  );
});
