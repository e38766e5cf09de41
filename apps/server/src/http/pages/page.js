import { call, setToken } from './api.js';
import { copyAddress, element, notify, notifyError, showPicture } from './show.js';
import { upload } from './upload.js';

const MINE = '/api/v1/users/me/avatar';
let running;

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
    element('who-name').textContent = data.userId;
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
  element('who').hidden = true;
  element('signed-in').hidden = true;
  element('signed-out').hidden = false;
}

/** Shows what is there now. */
async function refresh() {
  const [picture, history] = await Promise.all([
    orNone(call('GET', `${MINE}/info`)),
    orNone(call('GET', `${MINE}/history`)),
  ]);
  showPicture(picture?.data);
  element('undo').hidden = !history?.data?.some(({ until }) => until !== null);
}

const orNone = (asked) =>
  asked.catch((error) => {
    if (error.status === 404) return undefined;
    throw error;
  });

async function send(file) {
  if (running !== undefined || element('signed-in').hidden) return;
  notify('');
  const bar = element('progress-bar');
  const text = element('progress-text');
  bar.value = 0;
  text.textContent = 'Sending…';
  element('progress').hidden = false;
  running = upload(file, (share) => {
    if (share < 1) {
      bar.value = share * 100;
      text.textContent = `Sending… ${Math.round(share * 100)} %`;
    } else {
      bar.removeAttribute('value');
      text.textContent = 'Making the sizes…';
    }
  });
  try {
    const { data } = await running.answer;
    await refresh();
    notify(
      data.isDuplicate
        ? 'This picture was here already, so nothing had to be stored again.'
        : 'Done: your picture is ready in every size.',
    );
    element('result-title').focus({ preventScroll: true });
    element('result').scrollIntoView({ behavior: 'smooth', block: 'nearest' });
  } catch (error) {
    if (error === null) notify('Upload cancelled.');
    else if (error.status === 401) leave(error);
    else notifyError(error);
  } finally {
    running = undefined;
    element('progress').hidden = true;
    element('file').value = '';
  }
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
element('file').addEventListener('change', ({ target }) => target.files[0] && send(target.files[0]));
element('token-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  notify('');
  setToken(element('token').value.trim());
  element('token').value = '';
  await enter(() => call('GET', '/api/v1/session'));
  if (element('signed-in').hidden) setToken('');
});

document.addEventListener('paste', ({ clipboardData }) => {
  const [file] = clipboardData?.files ?? [];
  if (file) send(file);
});

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
  if (file) send(file);
});

await start();
