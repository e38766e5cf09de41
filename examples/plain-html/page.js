const me = document.querySelector('#me');
const uploader = document.querySelector('#uploader');
const said = document.querySelector('#said');

// In an application of yours the page comes with both; here they are typed.
document.querySelector('#server').addEventListener('submit', (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  for (const element of [me, uploader]) {
    element.setAttribute('base-url', form.get('url'));
    // a property: what is in the page's HTML can be read by everything on it
    element.token = String(form.get('token')).trim();
  }
  me.setAttribute('user', 'me');
  uploader.hidden = false;
});

uploader.addEventListener('likeness-uploaded', ({ detail: portrait }) => {
  me.picture = portrait;
  said.textContent = portrait.isDuplicate
    ? 'You have sent this picture before.'
    : 'Your picture is in place.';
});
uploader.addEventListener('likeness-error', ({ detail: error }) => {
  said.textContent = `Not taken: ${error.code}`;
});
