import { createLikeness, type Likeness } from '@likeness/client';
import { LikenessProvider } from '@likeness/react';
import { type FormEvent, lazy, Suspense, useState } from 'react';
import { Profile } from './profile.tsx';

// 3D is fetched only by those who get that far
const Body = lazy(() => import('./body.tsx').then((module) => ({ default: module.Body })));

export function App() {
  const [likeness, setLikeness] = useState<Likeness>();

  // In an application of yours both come from its configuration and its sign-in; here they are typed.
  function connect(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const token = String(form.get('token')).trim();
    setLikeness(createLikeness({ baseUrl: String(form.get('url')).replace(/\/$/, ''), token }));
  }

  return (
    <main>
      <h1>Likeness in a React application</h1>
      <form onSubmit={connect}>
        <label>
          Server <input name="url" type="url" defaultValue="http://127.0.0.1:3000" required />
        </label>
        <label>
          Token <input name="token" type="password" autoComplete="off" required />
        </label>
        <button type="submit">Connect</button>
      </form>
      {likeness && (
        <LikenessProvider likeness={likeness}>
          <Profile />
          <Suspense fallback={<p>Loading…</p>}>
            <Body />
          </Suspense>
        </LikenessProvider>
      )}
    </main>
  );
}
