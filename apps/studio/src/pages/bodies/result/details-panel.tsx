import { isCode } from '@likeness/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { useText } from '../../../language/language.tsx';
import { likeness } from '../../../session/likeness.ts';
import { Button } from '../../../ui/button.tsx';
import { Confirm } from '../../../ui/confirm.tsx';
import { NoticePlace } from '../../../ui/notice.tsx';
import { ErrorText } from '../../../ui/states.tsx';
import { type Body, changed } from '../body-queries.ts';
import styles from './body-result.module.css';

const listed = (text: string): string[] =>
  text
    .split(/[,،]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');

/** Name, tags, whether it is the default or put away; and the ways to be rid of it. */
export function DetailsPanel({ body, onGone }: { body: Body; onGone(name: string): void }) {
  const t = useText('bodies');
  const client = useQueryClient();
  const [, go] = useLocation();
  const { id, version } = body;
  const [name, setName] = useState(body.name);
  const [tags, setTags] = useState(body.tags.join(', '));
  const update = useMutation({
    mutationFn: (patch: Parameters<typeof likeness.bodies.update>[1]) =>
      likeness.bodies.update(id, patch, { version }),
    onSettled: () => changed(client),
  });
  const remove = useMutation({
    mutationFn: () => likeness.bodies.remove(id),
    onSuccess: () => {
      onGone(body.name);
      void changed(client, id);
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!update.isPending) update.mutate({ name: name.trim(), tags: listed(tags) });
  }
  const archived = body.status === 'archived';
  return (
    <>
      <section className={styles.section}>
        <form className={styles.form} onSubmit={submit}>
          <label>
            {t('name')}
            <input
              value={name}
              maxLength={255}
              required
              dir="auto"
              onChange={({ target }) => setName(target.value)}
            />
          </label>
          <label>
            {t('tags')}
            <input
              value={tags}
              dir="auto"
              aria-describedby="tags-hint"
              onChange={({ target }) => setTags(target.value)}
            />
          </label>
          <p id="tags-hint" className={styles.hint}>
            {t('tagsHint')}
          </p>
          <div className={styles.row}>
            <Button kind="primary" type="submit" busy={update.isPending}>
              {t('saveChanges')}
            </Button>
            <Button
              aria-pressed={body.isDefault}
              disabled={archived}
              onClick={() => update.mutate({ isDefault: !body.isDefault })}
            >
              {t('makeDefault')}
            </Button>
            {body.status !== 'processing' && (
              <Button onClick={() => update.mutate({ status: archived ? 'ready' : 'archived' })}>
                {t(archived ? 'takeOut' : 'putAway')}
              </Button>
            )}
          </div>
          <NoticePlace>{update.isSuccess && <p>{t('saved')}</p>}</NoticePlace>
          {update.error && (
            <div role="alert">
              {isCode(update.error, 'precondition_failed') ? (
                <p>{t('changedElsewhere')}</p>
              ) : (
                <ErrorText error={update.error} />
              )}
            </div>
          )}
        </form>
      </section>
      <section className={styles.section}>
        <h3>{t('deleteTitle')}</h3>
        <p className={styles.hint}>{t('deleteHint')}</p>
        <div className={styles.row}>
          <Button kind="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
            {t('deleteSoft')}
          </Button>
          <Confirm
            trigger={<Button kind="danger">{t('eraseAsk')}</Button>}
            title={t('eraseTitle')}
            action={t('erase')}
            onConfirm={async () => {
              await likeness.bodies.remove(id, { erase: true });
              go('/bodies');
              await changed(client, id);
            }}
          >
            {t('eraseHint')}
          </Confirm>
        </div>
        {remove.error && <ErrorText error={remove.error} />}
      </section>
    </>
  );
}
