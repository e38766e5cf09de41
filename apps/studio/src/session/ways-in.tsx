import { useQuery } from '@tanstack/react-query';
import { LogIn } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useText } from '../language/language.tsx';
import buttons from '../ui/button.module.css';
import { Button } from '../ui/button.tsx';
import { ErrorText, Loading } from '../ui/states.tsx';
import { likeness } from './likeness.ts';
import { useSession } from './session.tsx';
import styles from './ways-in.module.css';

/** Which ways in the server has, and how large a file it takes. */
export function useWays() {
  return useQuery({
    queryKey: ['session', 'options'],
    queryFn: async () => (await likeness.api.GET('/api/v1/session/options')).data?.data ?? null,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/**
 * The identity provider, where there is one, and the field for a token.
 *
 * @param provider where the button leads: away from this page, or to a window beside it
 */
export function WaysIn({ provider }: { provider: 'here' | 'beside' }) {
  const t = useText('shell');
  const { data, isPending } = useWays();
  const oidc = data?.oidc;
  const returnTo = provider === 'here' ? location.pathname + location.search : '/sign-in?beside';
  // a button that came later would push the field away
  if (isPending) return <Loading />;
  return (
    <div className={styles.ways}>
      {oidc && (
        <>
          <a
            className={`${buttons.button} ${buttons.primary}`}
            href={`${oidc.url}?returnTo=${encodeURIComponent(returnTo)}`}
            target={provider === 'beside' ? '_blank' : undefined}
          >
            <LogIn size={18} aria-hidden="true" className={styles.turns} />
            {t('signInWith', { name: oidc.name })}
          </a>
          <p className={styles.or}>
            <span>{t('or')}</span>
          </p>
        </>
      )}
      <TokenForm isFirst={!oidc} />
    </div>
  );
}

function TokenForm({ isFirst }: { isFirst: boolean }) {
  const t = useText('shell');
  const { signInWithToken } = useSession();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget).get('token')).trim();
    if (busy) return;
    setError(undefined);
    // no header can carry anything else
    if (!/^[\x21-\x7e]+$/.test(token)) return setError(new Error(t('tokenWrong')));
    setBusy(true);
    await signInWithToken(token).catch(setError);
    setBusy(false);
  }
  return (
    <form onSubmit={submit} className={styles.form} noValidate>
      <label htmlFor="token">{t('token')}</label>
      <input
        id="token"
        name="token"
        type="password"
        autoComplete="off"
        dir="ltr"
        required
        aria-invalid={error !== undefined || undefined}
        aria-describedby="token-error token-hint"
        className={styles.field}
      />
      <div id="token-error" role="alert" className={styles.error}>
        {error !== undefined && <ErrorText error={error} />}
      </div>
      <p id="token-hint" className={styles.hint}>
        {t('tokenHint')} <code dir="ltr">npx likeness token --user alice</code>
      </p>
      <Button kind={isFirst ? 'primary' : 'plain'} type="submit" busy={busy}>
        {t('signIn')}
      </Button>
    </form>
  );
}
