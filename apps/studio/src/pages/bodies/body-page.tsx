import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { useText } from '../../language/language.tsx';
import { likeness } from '../../session/likeness.ts';
import button from '../../ui/button.module.css';
import { Button } from '../../ui/button.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { EmptyState, ErrorState, ErrorText, Loading } from '../../ui/states.tsx';
import { changed, useBody } from './body-queries.ts';
import { BodyResult } from './result/body-result.tsx';
import { EditMeasures } from './result/edit-measures.tsx';

/** `/bodies/:id`: a body, what is known of it and what can be done with it. */
export function BodyPage({ id }: { id: string }) {
  const t = useText('bodies');
  const [editing, setEditing] = useState(false);
  const [gone, setGone] = useState<string>();
  const { data: body, error, refetch } = useBody(id, gone === undefined);
  // what had the focus is gone with what it was in
  const was = useRef({ editing, gone });
  useEffect(() => {
    if (was.current.editing !== editing || was.current.gone !== gone) {
      document.querySelector<HTMLElement>('h1')?.focus();
    }
    was.current = { editing, gone };
  }, [editing, gone]);
  if (gone !== undefined) return <Gone id={id} name={gone} onBack={() => setGone(undefined)} />;
  // one head, whatever is below it: it has the focus of whoever has just come
  return (
    <>
      <PageHead
        key={id}
        title={!body ? t('body') : editing ? t('editTitle') : body.name}
        lead={body && (editing ? t('editLead') : !body.own && t('onlyLook'))}
        actions={
          body?.own &&
          !editing && (
            <Button kind="primary" onClick={() => setEditing(true)}>
              {t('edit')}
            </Button>
          )
        }
      />
      {!body ? (
        error ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : (
          <Loading rows={8} />
        )
      ) : editing ? (
        <EditMeasures key={id} body={body} onDone={() => setEditing(false)} />
      ) : (
        <BodyResult key={id} body={body} onGone={setGone} />
      )}
    </>
  );
}

/** In the place of a body that was just deleted. */
function Gone({ id, name, onBack }: { id: string; name: string; onBack(): void }) {
  const t = useText('bodies');
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => likeness.bodies.restore(id),
    onSuccess: async () => {
      await changed(client);
      onBack();
    },
  });
  return (
    <>
      <PageHead title={t('gone')} />
      <EmptyState
        title={t('goneHint', { name })}
        action={
          <div>
            <Button kind="primary" busy={isPending} onClick={() => mutate()}>
              {t('undo')}
            </Button>{' '}
            <Link to="/bodies" className={button.button}>
              {t('back')}
            </Link>
          </div>
        }
      />
      {error && <ErrorText error={error} />}
    </>
  );
}
