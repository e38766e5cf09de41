import { idempotencyKey } from '@likeness/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useMemo, useRef } from 'react';
import { useLocation } from 'wouter';
import { useText } from '../../language/language.tsx';
import { likeness } from '../../session/likeness.ts';
import { usePerson } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { changed } from './body-queries.ts';
import { emptyDraft, requestOf } from './tape/draft.ts';
import styles from './tape/tape-editor.module.css';
import { TapeEditor } from './tape/tape-editor.tsx';
import { useDraft } from './tape/use-draft.ts';
import { keptUnits } from './use-units.ts';

/** `/bodies/tape`: a new body of what a tape says. */
export function TapePage() {
  const t = useText('bodies');
  const { userId } = usePerson();
  const name = useId();
  const [, go] = useLocation();
  const client = useQueryClient();
  const start = useMemo(() => ({ ...emptyDraft(t('newName')), units: keptUnits() }), [t]);
  const [draft, change, forget] = useDraft(`likeness-tape:${userId}`, start);
  // one key for one body, however often it is sent
  const sent = useRef({ body: '', key: '' });
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => {
      const request = { name: draft.name.trim() || t('newName'), ...requestOf(draft) };
      const body = JSON.stringify(request);
      if (sent.current.body !== body) sent.current = { body, key: idempotencyKey() };
      return likeness.bodies.fromMeasurements(request, { idempotencyKey: sent.current.key });
    },
    onSuccess: ({ avatarId }) => {
      forget();
      void changed(client);
      go(`/bodies/${avatarId}`);
    },
  });
  return (
    <>
      <PageHead title={t('tapeTitle')} lead={t('tapeLead')} />
      <TapeEditor
        draft={draft}
        onDraft={change}
        onSave={() => mutate()}
        saving={isPending}
        error={error}
        save={t('save')}
        head={
          <div className={styles.row}>
            <label htmlFor={name}>{t('name')}</label>
            <input
              id={name}
              value={draft.name}
              maxLength={255}
              autoComplete="off"
              onChange={({ target }) => change((before) => ({ ...before, name: target.value }))}
            />
          </div>
        }
        aside={
          <Confirm
            trigger={<Button kind="link">{t('startOver')}</Button>}
            title={t('startOver')}
            action={t('startOver')}
            onConfirm={async () => forget()}
          >
            {t('startOverHint')}
          </Confirm>
        }
      />
    </>
  );
}
