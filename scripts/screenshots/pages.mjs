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
  { name: 'tape', path: '/bodies/tape', act: drawnBody },
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
  { name: 'tape-arabic', path: '/bodies/tape', language: 'ar', act: drawnBody },
];

async function choosePicture(page, file) {
  await page.locator('input[type=file]').first().setInputFiles(file);
  await page.getByRole('slider').first().waitFor();
}

/** A canvas that something has been drawn on. */
async function drawnBody(page) {
  await shown(page);
  await page.locator('canvas').first().waitFor();
}

export { shown };
