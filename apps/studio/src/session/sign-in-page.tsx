import { type FormEvent, useState } from 'react';
import { useText } from '../language/language.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { ErrorText } from '../ui/states.tsx';
import { useSession } from './session.tsx';

/** The way in: the printed link, OIDC or a pasted token. */
export function SignInPage() {
  const t = useText('shell');
  const session = useSession();
  const [error, setError] = useState<unknown>(session.error);
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget).get('token')).trim();
    setError(undefined);
    // no header can carry anything else
    if (!/^[\x21-\x7e]+$/.test(token)) setError(new Error(t('tokenWrong')));
    else await session.signInWithToken(token).catch(setError);
  }
  return (
    <>
      <PageHead title={t('signIn')} lead={t('signInLink')} />
      <Card>
        <form onSubmit={submit}>
          <label htmlFor="token">{t('token')}</label>
          <input
            id="token"
            name="token"
            type="password"
            autoComplete="off"
            required
            aria-describedby="token-hint"
          />
          <p id="token-hint">{t('tokenHint')}</p>
          {error !== undefined && <ErrorText error={error} />}
          <Button kind="primary" type="submit">
            {t('signIn')}
          </Button>
        </form>
      </Card>
    </>
  );
}
