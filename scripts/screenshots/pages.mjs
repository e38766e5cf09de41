/** Turns off what differs from picture to picture, such as a caret. */
const shown = (page) => page.getByRole('heading', { level: 1 }).first().waitFor();

/**
 * What is photographed: the name of the picture, the address, and what is done before.
 *
 * @param found `bodies`: ids; `photos`: the folder of two photos
 */
export const pages = ({ bodies: [first, second], photos }) => [
  { name: 'sign-in', path: '/', signedOut: true },
  { name: 'picture', path: '/' },
  { name: 'picture-crop', path: '/', act: (page) => choosePicture(page, `${photos}/front.jpg`) },
  { name: 'bodies', path: '/bodies' },
  { name: 'tape', path: '/bodies/tape', act: typedBody },
  { name: 'photos', path: '/bodies/photos' },
  { name: 'body', path: `/bodies/${first}`, act: drawnBody },
  { name: 'compare', path: `/bodies/compare?a=${first}&b=${second}`, act: drawnBody },
  { name: 'admin', path: '/admin' },
  { name: 'admin-duplicates', path: '/admin/duplicates' },
  { name: 'admin-cleanup', path: '/admin/cleanup' },
  { name: 'admin-jobs', path: '/admin/jobs' },
  { name: 'admin-audit', path: '/admin/audit' },
  { name: 'admin-engines', path: '/admin/engines' },
  { name: 'admin-people', path: '/admin/people' },
  { name: 'not-found', path: '/bodies/nowhere/at-all' },
  { name: 'picture-arabic', path: '/', language: 'ar' },
  { name: 'tape-arabic', path: '/bodies/tape', language: 'ar', act: typedBody },
];

async function choosePicture(page, file) {
  await page.locator('input[type=file]').first().setInputFiles(file);
  await page.getByRole('slider').first().waitFor();
}

/** A canvas that something has been drawn on. */
async function drawnBody(page) {
  await shown(page);
  await page.locator('[data-state="ready"] canvas').first().waitFor();
}

/** By their order, which is the same in every language: name, height, weight, chest, waist, hip. */
async function typedBody(page) {
  await shown(page);
  await page.locator('main').getByRole('button').first().click();
  const fields = page.locator('main').getByRole('textbox');
  for (const [at, value] of [
    [1, '168'],
    [3, '92'],
    [4, '74'],
    [5, '99'],
  ]) {
    await fields.nth(at).fill(value);
  }
  await fields.nth(1).focus();
  await drawnBody(page);
  // until the body is at rest
  await page.waitForTimeout(1_500);
}

export { shown };
