import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useText } from '../../../language/language.tsx';
import { likeness } from '../../../session/likeness.ts';
import { Button } from '../../../ui/button.tsx';
import { NoticePlace } from '../../../ui/notice.tsx';
import { useFormat } from '../format.ts';
import styles from './body-result.module.css';
import { GivenList } from './given-list.tsx';

/** Seconds. */
const LASTS = { hour: 3_600, day: 86_400, week: 604_800, month: 2_592_000 } as const;
type Lasts = keyof typeof LASTS;

/** Public links to a picture: made, counted, taken back. */
export function LinksSection({ id }: { id: string }) {
  const t = useText('bodies');
  const format = useFormat('metric');
  const client = useQueryClient();
  const address = useId();
  const [lasts, setLasts] = useState<Lasts>('week');
  const [most, setMost] = useState('');
  const [copied, setCopied] = useState(false);
  const params = { path: { id } };
  const key = ['links', id];
  const links = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) =>
      (await likeness.api.GET('/api/v1/avatars/{id}/links', { params, signal })).data?.data ?? [],
  });
  const onSuccess = () => client.invalidateQueries({ queryKey: key });
  const make = useMutation({
    mutationFn: async () => {
      const limit = Number.parseInt(most, 10);
      const body = { expiresIn: LASTS[lasts], maxDownloads: limit > 0 ? limit : null };
      return (await likeness.api.POST('/api/v1/avatars/{id}/links', { params, body })).data;
    },
    onSuccess: () => {
      setCopied(false);
      return onSuccess();
    },
  });
  const revoke = useMutation({
    mutationFn: (linkId: string) =>
      likeness.api.DELETE('/api/v1/avatars/{id}/links/{linkId}', { params: { path: { id, linkId } } }),
    onSuccess: (_, linkId) => {
      if (make.data?.id === linkId) make.reset();
      return onSuccess();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!make.isPending) make.mutate();
  }
  const error = make.error ?? revoke.error ?? links.error;
  return (
    <section className={styles.section}>
      <h3>{t('links')}</h3>
      <p className={styles.hint}>{t('linksHint')}</p>
      <form className={styles.row} onSubmit={submit}>
        <label>
          {t('expiresIn')}
          <select value={lasts} onChange={({ target }) => setLasts(target.value as Lasts)}>
            {(Object.keys(LASTS) as Lasts[]).map((name) => (
              <option key={name} value={name}>
                {t(name)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('mostViews')}
          <input
            type="number"
            min={1}
            max={100_000}
            inputMode="numeric"
            value={most}
            placeholder={t('noLimit')}
            onChange={({ target }) => setMost(target.value)}
          />
        </label>
        <Button type="submit" busy={make.isPending}>
          {t('makeLink')}
        </Button>
      </form>
      <NoticePlace>
        {make.data && (
          <div className={styles.made}>
            <label htmlFor={address}>{t('linkMade')}</label>
            <input
              id={address}
              type="text"
              readOnly
              dir="ltr"
              value={make.data.url}
              onFocus={({ target }) => target.select()}
            />
            <div className={styles.row}>
              <Button
                onClick={() => {
                  void navigator.clipboard?.writeText(make.data?.url ?? '').then(() => setCopied(true));
                }}
              >
                {t(copied ? 'copied' : 'copy')}
              </Button>
              <a href={make.data.url} target="_blank" rel="noreferrer">
                {t('open')}
              </a>
            </div>
          </div>
        )}
      </NoticePlace>
      <GivenList
        title={t('links')}
        none={t('linksNone')}
        action={t('revoke')}
        items={links.data?.map(({ id: key, downloads, maxDownloads, expiresAt }) => ({
          key,
          what: t('linkUses', {
            count: downloads,
            max: maxDownloads === null ? 'none' : String(maxDownloads),
          }),
          when: t('linkUntil', { when: format.moment(expiresAt) }),
          label: t('revokeLink', { when: format.moment(expiresAt) }),
        }))}
        error={error}
        onTakeBack={(linkId) => revoke.mutate(linkId)}
      />
    </section>
  );
}
