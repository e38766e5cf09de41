import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawnFace } from './drawn-face.mjs';

const BODIES = [
  {
    name: 'Autumn fitting',
    sex: 'female',
    measurements: { height: 168, chest: 92, waist: 74, hip: 99, inseam: 77 },
  },
  {
    name: 'Spring, after the baby',
    sex: 'female',
    measurements: { height: 168, chest: 97, waist: 82, hip: 104 },
  },
  { name: 'Brother', sex: 'male', measurements: { height: 183, chest: 104, waist: 91, hip: 102 } },
];

/**
 * Fills a new server as a few weeks of use would.
 *
 * @param call speaks to the API as somebody: (user, method, path, body) → answer
 * @returns ids that pages are opened with
 */
export async function fill({ call, cli, folder }) {
  const face = await drawnFace();
  const upload = async (user, bytes) => {
    const form = new FormData();
    form.set('avatar', new Blob([bytes], { type: 'image/jpeg' }), 'me.jpg');
    return call(user, 'POST', '/api/enterprise/avatar/upload', form);
  };
  await upload('local', await drawnFace('#9ec3e6'));
  await upload('local', face);
  for (const [at, user] of ['amira', 'bo', 'chidi', 'dana', 'emeka'].entries()) {
    await upload(user, at % 2 === 0 ? face : await drawnFace(`#${at}8c${at}a9`));
  }
  const bodies = [];
  for (const body of BODIES) {
    const { avatarId } = await call('local', 'POST', '/api/v1/avatars/measurement-based', body);
    bodies.push(avatarId);
  }
  const photos = join(folder, 'photos');
  execFileSync(process.execPath, [cli, 'demo-photos', photos, '--size', '2016'], { stdio: 'ignore' });
  const form = new FormData();
  for (const [name, value] of Object.entries({
    name: 'From two photos',
    height: '168',
    sex: 'female',
    consent: 'true',
  }))
    form.set(name, value);
  for (const side of ['front', 'side']) {
    form.set(
      side,
      new Blob([readFileSync(join(photos, `${side}.jpg`))], { type: 'image/jpeg' }),
      `${side}.jpg`,
    );
  }
  const { avatarId } = await call('local', 'POST', '/api/v1/avatars/photo-based', form);
  bodies.push(avatarId);
  for (const id of bodies) await settled(call, id);
  return { bodies, photos };
}

/** Until the last job of an avatar has ended. */
async function settled(call, id) {
  for (;;) {
    const { status } = await call('local', 'GET', `/api/v1/avatars/${id}`);
    if (status !== 'processing') return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
