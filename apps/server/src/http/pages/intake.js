import { element, notify } from './show.js';

/** Chosen, dropped or pasted: every way of a picture onto the page ends in `take(file)`. */
export function listenForPictures(take) {
  element('file').addEventListener('change', ({ target }) => {
    const [file] = target.files;
    if (file) take(file);
  });

  document.addEventListener('paste', ({ clipboardData }) => {
    const [file] = clipboardData?.files ?? [];
    if (file) take(file);
  });

  // A drag enters and leaves every element on its way; only the balance tells whether it is over the page.
  let depth = 0;
  const dragging = (by) => {
    depth = Math.max(0, depth + by);
    document.body.classList.toggle('dragging', depth > 0);
  };
  document.addEventListener('dragenter', () => dragging(1));
  document.addEventListener('dragleave', () => dragging(-1));
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    dragging(Number.NEGATIVE_INFINITY);
    const [file] = event.dataTransfer?.files ?? [];
    if (file) take(file);
    else notify('That was no file. Save the picture first, then drop it here.', 'error');
  });
}
