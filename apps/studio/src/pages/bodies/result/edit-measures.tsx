import { isCode } from '@likeness/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useText } from '../../../language/language.tsx';
import { likeness } from '../../../session/likeness.ts';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { ErrorState, Loading } from '../../../ui/states.tsx';
import { type Body, changed, type Measured, useMeasured } from '../body-queries.ts';
import { requestOf } from '../tape/draft.ts';
import { TapeEditor } from '../tape/tape-editor.tsx';
import { useDraft } from '../tape/use-draft.ts';
import { keptUnits } from '../use-units.ts';
import { draftOf } from './draft-of.ts';

export interface EditMeasuresProps {
  body: Body;
  onDone(): void;
}

/** What was given for a body, to be changed; then the body is made anew. */
export function EditMeasures({ body, onDone }: EditMeasuresProps) {
  const { data, error, refetch } = useMeasured(body, 'metric');
  if (data) return <Editor body={body} measured={data} onDone={onDone} />;
  return error ? <ErrorState error={error} onRetry={refetch} /> : <Loading rows={8} />;
}

function Editor({ body, measured, onDone }: EditMeasuresProps & { measured: Measured }) {
  const t = useText('bodies');
  const client = useQueryClient();
  const { id, name, version } = body;
  // of when it was opened: what is typed is not overwritten by what others change
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const start = useMemo(() => draftOf(measured, name, keptUnits()), []);
  const [draft, change, forget] = useDraft(`likeness-edit:${id}`, start);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => likeness.bodies.remeasure(id, requestOf(draft), { regenerate: true, version }),
    onSuccess: async () => {
      forget();
      await changed(client);
      onDone();
    },
    // so that another press is of the body as it is now
    onError: () => changed(client),
  });
  const elsewhere = isCode(error, 'precondition_failed');
  return (
    <>
      {body.photos && (
        <Notice>
          <p>{t('photosStay')}</p>
        </Notice>
      )}
      <TapeEditor
        draft={draft}
        onDraft={change}
        onSave={() => mutate()}
        saving={isPending}
        error={elsewhere ? new Error(t('changedElsewhere')) : error}
        save={t('regenerate')}
        mayBeBlank={body.photos !== null}
        head={<strong dir="auto">{name}</strong>}
        aside={
          <Button
            onClick={() => {
              forget();
              onDone();
            }}
          >
            {t('cancelEdit')}
          </Button>
        }
      />
    </>
  );
}
