import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useText } from '../../../language/language.tsx';
import { likeness } from '../../../session/likeness.ts';
import { Button } from '../../../ui/button.tsx';
import type { Body } from '../body-queries.ts';
import { useFormat } from '../format.ts';
import styles from './body-result.module.css';
import { GivenList } from './given-list.tsx';
import { LinksSection } from './links-section.tsx';

/** Who else may look: people of the organization by name, anybody by a link. */
export function SharePanel({ body }: { body: Body }) {
  return (
    <>
      <PeopleSection id={body.id} />
      <LinksSection id={body.id} />
    </>
  );
}

function PeopleSection({ id }: { id: string }) {
  const t = useText('bodies');
  const format = useFormat('metric');
  const client = useQueryClient();
  const [userId, setUserId] = useState('');
  const params = { path: { id } };
  const key = ['shares', id];
  const shares = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) =>
      (await likeness.api.GET('/api/v1/avatars/{id}/shares', { params, signal })).data?.data ?? [],
  });
  const onSuccess = () => client.invalidateQueries({ queryKey: key });
  const add = useMutation({
    mutationFn: () =>
      likeness.api.POST('/api/v1/avatars/{id}/shares', { params, body: { userId: userId.trim() } }),
    onSuccess: () => {
      setUserId('');
      return onSuccess();
    },
  });
  const stop = useMutation({
    mutationFn: (user: string) =>
      likeness.api.DELETE('/api/v1/avatars/{id}/shares', { params: { ...params, query: { userId: user } } }),
    onSuccess,
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (userId.trim() !== '' && !add.isPending) add.mutate();
  }
  const error = add.error ?? stop.error ?? shares.error;
  return (
    <section className={styles.section}>
      <h3>{t('shareWith')}</h3>
      <p className={styles.hint}>{t('shareHint')}</p>
      <form className={styles.row} onSubmit={submit}>
        <label>
          {t('userId')}
          <input
            value={userId}
            maxLength={200}
            autoComplete="off"
            dir="auto"
            onChange={({ target }) => setUserId(target.value)}
          />
        </label>
        <Button type="submit" busy={add.isPending}>
          {t('shareAdd')}
        </Button>
      </form>
      <GivenList
        title={t('sharedWith')}
        none={t('sharesNone')}
        action={t('stop')}
        items={shares.data?.map((share) => ({
          key: share.userId,
          what: <bdi>{share.userId}</bdi>,
          when: t('since', { when: format.date(share.createdAt) }),
          label: t('unshare', { user: share.userId }),
        }))}
        error={error}
        onTakeBack={(user) => stop.mutate(user)}
      />
    </section>
  );
}
