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
  if (small === '') return;
  const line = document.createElement('small');
  line.textContent = small;
  notice.append(line);
}

export function notifyError(error) {
  const title = error.title ? `${error.title}. ` : '';
  notify(`${title}${error.message}`, 'error', error.status >= 500 ? `Request ${error.requestId}` : '');
}

/** @param picture the API's `data`, or undefined when there is none */
export function showPicture(picture) {
  const image = element('portrait-image');
  image.hidden = picture === undefined;
  element('portrait').toggleAttribute('data-empty', picture === undefined);
  element('delete').hidden = picture === undefined;
  element('result').hidden = picture === undefined;
  element('drop-title').textContent = picture ? 'Drop another picture here' : 'Drop a picture here';
  if (picture === undefined) {
    image.removeAttribute('src');
    return;
  }
  image.src = picture.urls.medium ?? picture.urls.large ?? Object.values(picture.urls)[0];
  element('portrait').style.backgroundColor = picture.dominantColor;
  element('result-facts').textContent = factsOf(picture);
  element('sizes').replaceChildren(...picture.sizes.map((size) => sizeItem(picture, size)));
  const stable = element('stable');
  const address = new URL(picture.stableUrl, location.href).href;
  stable.href = address;
  stable.textContent = address;
}

function factsOf(picture) {
  const facts = [`preset ${picture.preset}`];
  if (picture.animated) facts.push('animated');
  facts.push(`main colour ${picture.dominantColor}`);
  return facts.join(' · ');
}

function sizeItem(picture, { name, width, height }) {
  const item = element('size-template').content.cloneNode(true).firstElementChild;
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
