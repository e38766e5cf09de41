import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useLanguage, useText } from '../../language/language.tsx';
import { likeness } from '../../session/likeness.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ErrorState, ErrorText, Loading } from '../../ui/states.tsx';
import { useSayFinding } from '../bodies/say-finding.ts';
import { AboutFields, type Findings } from './about-fields.tsx';
import { bodyOf, wrongFields } from './about-request.ts';
import type { About, Capture, Change } from './capture.ts';
import { HowToStand } from './how-to-stand.tsx';
import styles from './photos.module.css';

/** The first page: how to stand, who it is, and the consent of whoever is shown. */
export function AboutStep({ capture, change }: { capture: Capture; change(change: Change): void }) {
  const t = useText('photos');
  const { about, consent } = capture;
  const say = useSayFinding(about.unit);
  const form = useRef<HTMLFormElement>(null);
  const [findings, setFindings] = useState<Findings>({});
  // what was asked about once and left so is meant
  const [asked, setAsked] = useState('');
  const wording = useQuery({
    queryKey: ['photo-consent'],
    queryFn: async () => (await likeness.api.GET('/api/v1/avatars/photo-consent')).data,
    staleTime: Infinity,
  });
  const check = useMutation({
    mutationFn: async (given: About) => {
      const { data } = await likeness.api.POST('/api/v1/measurements/validate', { body: bodyOf(given) });
      return data?.findings ?? [];
    },
  });

  function show(next: Findings) {
    setFindings(next);
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    const wrong = wrongFields(about);
    if (wrong.length > 0) {
      show(
        Object.fromEntries(
          wrong.map((field) => [
            field,
            { severity: 'error', sentence: t(field === 'name' ? 'nameMissing' : 'noNumber') },
          ]),
        ),
      );
      return;
    }
    const found = await check.mutateAsync(about).catch(() => undefined);
    if (!found) return;
    const typed = { ...bodyOf(about).measurements, weight: about.weight };
    const odd = found.filter(({ field, severity }) => severity !== 'warning' && field in typed);
    setFindings({});
    const question = JSON.stringify(about);
    const wait = odd.some(({ severity }) => severity === 'error') || (odd.length > 0 && asked !== question);
    setAsked(question);
    if (wait)
      show(
        Object.fromEntries(odd.toReversed().map((one) => [one.field, { ...one, sentence: say(one).text }])),
      );
    else change({ step: 'front' });
  }

  return (
    <form ref={form} className={styles.step} onSubmit={submit} noValidate>
      <HowToStand />
      <Card className={styles.about}>
        <h2>{t('aboutTitle')}</h2>
        <AboutFields
          about={about}
          findings={findings}
          onChange={(more) => {
            change({ about: more });
            setFindings(({ ...left }) => {
              for (const key of Object.keys(more)) delete left[key];
              return left;
            });
          }}
        />
      </Card>
      <Card className={styles.consent}>
        <h2>{t('consentTitle')}</h2>
        {wording.isPending && <Loading rows={3} />}
        {wording.isError && <ErrorState error={wording.error} onRetry={() => void wording.refetch()} />}
        {wording.data && (
          <>
            <Wording {...wording.data} />
            <p>{t('kept', { days: wording.data.keptDays })}</p>
            <label className={styles.agree}>
              <input
                type="checkbox"
                checked={consent}
                onChange={({ target }) => change({ consent: target.checked })}
              />
              <span>{t('agree')}</span>
            </label>
          </>
        )}
      </Card>
      {check.isError && (
        <Notice kind="error">
          <ErrorText error={check.error} />
        </Notice>
      )}
      <div className={styles.actions}>
        <Button type="submit" kind="primary" disabled={!consent} busy={check.isPending}>
          {t('toFront')}
        </Button>
        {!consent && <small>{t('consentFirst')}</small>}
      </div>
    </form>
  );
}

/** What is agreed to, in the page's language where it has been worded in it. */
function Wording({ text, translations }: { text: string; translations: Readonly<Record<string, string>> }) {
  const { language } = useLanguage();
  const own = translations[language];
  return (
    <blockquote lang={own ? language : 'en'} dir="auto">
      {own ?? text}
    </blockquote>
  );
}
