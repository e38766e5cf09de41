import { call, setToken } from './api.js';
import { listenForPictures } from './intake.js';
import { copyAddress, element, notify, notifyError, showPicture } from './show.js';
import { randomKey, upload } from './upload.js';

const MINE = '/api/v1/users/me/avatar';
/** Of the upload's refusals, those that a second try may overcome; a broken connection has no status. */
const PASSING = [undefined, 401, 408, 409, 429];
let running;
let unsent;

async function start() {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (code === null) {
    await enter(() => call('GET', '/api/v1/session'), { quiet: true });
    return;
  }
  // The code is spent at once; it need not stay in the address bar.
  history.replaceState(null, '', location.pathname);
  setToken('');
  await enter(() => call('POST', '/api/v1/session', { code }));
}

/** Asks who one is; on refusal shows the way in. */
async function enter(ask, { quiet = false } = {}) {
  try {
    const { data } = await ask();
    if (data === null) {
      showSignedOut();
      return;
    }
    element('who-name').textContent = data.userId;
    for (const name of document.querySelectorAll('.name')) name.textContent = data.userId;
    element('who').hidden = false;
    element('signed-out').hidden = true;
    element('signed-in').hidden = false;
    await refresh();
  } catch (error) {
    if (!quiet || error.status !== 401) notifyError(error);
    showSignedOut();
  }
}

function showSignedOut() {
  showPicture(undefined);
  element('who').hidden = true;
  element('signed-in').hidden = true;
  element('signed-out').hidden = false;
}

/** Shows what is there now. */
async function refresh() {
  const { data } = await call('GET', `${MINE}/history`);
  const current = data.some(({ until }) => until === null);
  showPicture(current ? (await call('GET', `${MINE}/info`)).data : undefined);
  element('undo').hidden = !data.some(({ endedBy }) => endedBy === 'replaced' || endedBy === 'deleted');
}

async function send(file, key = randomKey()) {
  if (running !== undefined) return;
  if (element('signed-in').hidden) {
    notify('Sign in first, then choose the picture again.', 'error');
    return;
  }
  keepForRetry();
  notify('');
  showProgress(0);
  running = upload(file, { key, onProgress: showProgress });
  try {
    const { data } = await running.answer;
    await refresh();
    notify(
      data.isDuplicate
        ? 'This picture was here already, so nothing had to be stored again.'
        : 'Done: your picture is ready in every size.',
    );
  } catch (error) {
    if (error === null) await afterCancel();
    else {
      if (PASSING.includes(error.status) || error.status >= 500) keepForRetry({ file, key });
      if (error.status === 401) leave(error);
      else notifyError(error);
    }
  } finally {
    running = undefined;
    element('progress').hidden = true;
    element('file').value = '';
  }
}

/** @param {number} share 0 to 1 */
function showProgress(share) {
  element('progress').hidden = false;
  const bar = element('progress-bar');
  const text = element('progress-text');
  if (share < 1) {
    bar.value = share * 100;
    text.textContent = `Sending… ${Math.round(share * 100)} %`;
  } else {
    bar.removeAttribute('value');
    text.textContent = 'Making the sizes…';
  }
}

/** A cancel may come too late, so what is there now is looked up. */
async function afterCancel() {
  element('progress').hidden = true;
  notify('Upload cancelled.');
  element('file').focus();
  await refresh().catch(notifyError);
}

function keepForRetry(picture) {
  unsent = picture;
  element('retry').hidden = picture === undefined;
}

function leave(error) {
  setToken('');
  showSignedOut();
  notifyError(error);
}

/** A button that calls the API and then shows what came of it. */
function onPress(id, work) {
  const button = element(id);
  button.addEventListener('click', async () => {
    button.disabled = true;
    notify('');
    try {
      await work();
    } catch (error) {
      if (error.status === 401) leave(error);
      else notifyError(error);
    } finally {
      button.disabled = false;
      // Whoever works by keyboard goes on from the next best place, not from the top.
      const next = [id, 'undo', 'delete', 'file', 'token'].map(element);
      next.find((place) => place.checkVisibility())?.focus({ focusVisible: false });
    }
  });
}

onPress('delete', async () => {
  await call('DELETE', '/api/enterprise/avatar');
  await refresh();
  notify('The picture is deleted. "Undo" brings it back.');
});

onPress('undo', async () => {
  await call('POST', `${MINE}/undo`);
  await refresh();
  notify('The picture from before is back.');
});

onPress('sign-out', async () => {
  await call('DELETE', '/api/v1/session');
  setToken('');
  showSignedOut();
  notify('Signed out.');
});

element('copy-stable').addEventListener('click', () =>
  copyAddress(element('copy-stable'), element('stable').href),
);
element('cancel').addEventListener('click', () => running?.cancel());
element('retry').addEventListener('click', () => unsent && send(unsent.file, unsent.key));
element('token-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  notify('');
  const token = element('token').value.trim();
  element('token').value = '';
  // No header can carry anything else.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    notify('That is no token: a token has only letters, digits, dots, dashes and underscores.', 'error');
    return;
  }
  setToken(token);
  await enter(() => call('GET', '/api/v1/session'));
  if (element('signed-in').hidden) setToken('');
  else element('file').focus({ focusVisible: false });
});
listenForPictures(send);

await start();
