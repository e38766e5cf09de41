/** Puts what the API answers on the page. */

export const element = (id) => document.getElementById(id);

const FORMATS = ['webp', 'avif'];

/** @param {'info' | 'error'} kind */
export function notify(text, kind = 'info', small = '') {
  const notice = element('notice');
  notice.hidden = text === '';
  notice.dataset.kind = kind;
  notice.setAttribute('role', kind === 'error' ? 'alert' : 'status');
  notice.textContent = text;
  if (small !== '') {
    const line = document.createElement('small');
    line.textContent = small;
    notice.append(line);
  }
  if (text !== '') notice.scrollIntoView({ block: 'nearest' });
}

export function notifyError(error) {
  const title = error.title ? `${error.title}. ` : '';
  notify(`${title}${error.message}`, 'error', error.status >= 500 ? `Request ${error.requestId}` : '');
}

/** @param picture the API's `data`, or undefined when there is none */
export function showPicture(picture) {
  const image = element('portrait-image');
  image.hidden = picture === undefined;
  element('drop').toggleAttribute('data-empty', picture === undefined);
  element('portrait').toggleAttribute('data-empty', picture === undefined);
  element('delete').hidden = picture === undefined;
  element('result').hidden = picture === undefined;
  element('drop-title').textContent = picture ? 'Drop another picture here' : 'Drop a picture here';
  if (picture === undefined) {
    for (const shown of [image, ...document.querySelectorAll('img[data-side]')]) {
      shown.removeAttribute('srcset');
      shown.removeAttribute('style');
      if (shown.closest('.scale')) shown.src = '/favicon.svg';
      else shown.removeAttribute('src');
    }
    element('sizes').replaceChildren();
    return;
  }
  setRound(image, picture, 200);
  for (const seen of document.querySelectorAll('img[data-side]')) setRound(seen, picture, seen.dataset.side);
  element('result-facts').replaceChildren(...factsOf(picture));
  element('sizes').replaceChildren(...picture.sizes.map((size) => sizeItem(picture, size)));
  const stable = element('stable');
  const address = new URL(picture.stableUrl, location.href).href;
  stable.href = address;
  stable.textContent = address;
}

/** Gives a round image the smallest rendition that fills it, on fine screens twice the pixels. */
function setRound(image, picture, side) {
  image.width = side;
  image.height = side;
  image.style.backgroundColor = picture.dominantColor;
  image.srcset = `${addressFor(picture, side)}, ${addressFor(picture, side * 2)} 2x`;
  image.src = addressFor(picture, side);
}

function addressFor(picture, side) {
  const sizes = picture.sizes.toSorted((one, other) => one.width - other.width);
  const enough = sizes.find(({ width, height }) => Math.min(width, height) >= side) ?? sizes.at(-1);
  return picture.urls[enough.name];
}

function factsOf(picture) {
  const swatch = document.createElement('span');
  swatch.className = 'swatch';
  swatch.style.backgroundColor = picture.dominantColor;
  const animated = picture.animated ? ' · animated' : '';
  return [`${picture.sizes.length} sizes${animated} · main colour `, swatch, ` ${picture.dominantColor}`];
}

function sizeItem(picture, { name, width, height }) {
  const item = element('size-template').content.cloneNode(true).firstElementChild;
  if (width > 400) item.dataset.wide = '';
  const jpeg = picture.urls[name];
  const webp = picture.sources?.webp?.[name];
  const image = item.querySelector('img');
  Object.assign(image, { width, height, alt: `Your picture as ${name}, ${width} by ${height} pixels` });
  const source = item.querySelector('source');
  if (webp) source.srcset = webp;
  else source.remove();
  image.src = jpeg;
  const frame = item.querySelector('.frame');
  frame.href = jpeg;
  frame.style.backgroundColor = picture.dominantColor;
  item.querySelector('.size-name').textContent = name;
  item.querySelector('.size-pixels').textContent = `${width} × ${height} px`;
  item.querySelector('.formats').append(...formatLinks(picture, name, jpeg));
  const copy = item.querySelector('.copy');
  copy.textContent = 'Copy address';
  copy.setAttribute('aria-label', `Copy the address of ${name}`);
  copy.addEventListener('click', () => copyAddress(copy, jpeg));
  return item;
}

function formatLinks(picture, name, jpeg) {
  const links = [
    ['JPEG', jpeg],
    ...FORMATS.map((format) => [format.toUpperCase(), picture.sources?.[format]?.[name]]),
  ];
  return links
    .filter(([, address]) => address)
    .map(([label, address]) => {
      const link = document.createElement('a');
      link.href = address;
      link.textContent = label.replace('WEBP', 'WebP');
      link.setAttribute('aria-label', `${name} as ${link.textContent}`);
      return link;
    });
}

/** Says so on the button itself; where the clipboard is closed, selects the address to be copied by hand. */
export async function copyAddress(button, address) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(new URL(address, location.href).href);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Not allowed here';
  }
  setTimeout(() => {
    button.textContent = label;
  }, 1_600);
}
