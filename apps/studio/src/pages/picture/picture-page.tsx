import '@likeness/react/styles.css';
import type { UploadedPortrait } from '@likeness/client';
import { Avatar, AvatarUploader, type LiveFraming } from '@likeness/react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useText } from '../../language/language.tsx';
import { likeness } from '../../session/likeness.ts';
import { usePerson } from '../../session/session.tsx';
import { useWays } from '../../session/ways-in.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { ErrorState, ErrorText, Loading } from '../../ui/states.tsx';
import { Earlier } from './earlier.tsx';
import { decodeHeic } from './heic/decode-heic.ts';
import { mayUndo, PORTRAIT_KEY, useChange, useMyPortrait } from './my-portrait.ts';
import styles from './picture-page.module.css';
import { Places } from './places.tsx';
import { Sizes } from './sizes.tsx';
import { useUploaderLabels } from './uploader-labels.ts';

type Said = 'done' | 'duplicate' | 'removed' | 'undone' | 'erased';

/** One's own picture: choose it, frame it, see where it will be seen, take it back. */
export function PicturePage() {
  const t = useText('picture');
  const person = usePerson();
  const queries = useQueryClient();
  const labels = useUploaderLabels();
  const found = useMyPortrait();
  const { data: ways } = useWays();
  const [framing, setFraming] = useState<LiveFraming>();
  const [said, setSaid] = useState<Said>();
  const undo = useChange(() => likeness.portraits.undo());
  const remove = useChange(() => likeness.portraits.remove());
  const undoButton = useRef<HTMLButtonElement>(null);
  const removeButton = useRef<HTMLButtonElement>(null);
  const busy = undo.isPending || remove.isPending;
  const failed = undo.error ?? remove.error;
  const mine = found.data;

  // whoever works by keyboard goes on from the next best place, not from the top
  useEffect(() => {
    const next = said === 'removed' ? undoButton : said === 'undone' ? removeButton : undefined;
    next?.current?.focus({ preventScroll: true });
  }, [said]);

  const refresh = () => queries.invalidateQueries({ queryKey: PORTRAIT_KEY });
  function say(what: Said | undefined) {
    setSaid(what);
    undo.reset();
    remove.reset();
  }
  async function uploaded({ isDuplicate }: UploadedPortrait) {
    say(undefined);
    await refresh();
    setSaid(isDuplicate ? 'duplicate' : 'done');
  }

  const head = (
    <PageHead
      title={t('title')}
      lead={t('lead')}
      actions={
        mine && (
          <>
            {mayUndo(mine) && (
              <Button
                ref={undoButton}
                busy={busy}
                onClick={() => {
                  say(undefined);
                  undo.mutate(undefined, { onSuccess: () => setSaid('undone') });
                }}
              >
                {t('undo')}
              </Button>
            )}
            {mine.current && (
              <Button
                ref={removeButton}
                busy={busy}
                onClick={() => {
                  say(undefined);
                  remove.mutate(undefined, { onSuccess: () => setSaid('removed') });
                }}
              >
                {t('remove')}
              </Button>
            )}
          </>
        )
      }
    />
  );
  if (mine === undefined) {
    return (
      <>
        {head}
        {found.error ? (
          <ErrorState error={found.error} onRetry={() => found.refetch()} />
        ) : (
          <Loading rows={6} />
        )}
      </>
    );
  }
  const { current } = mine;
  return (
    <>
      {head}
      <div className={styles.said}>
        {failed ? (
          <Notice kind="error">
            <ErrorText error={failed} />
          </Notice>
        ) : (
          said && (
            <Notice>
              <p>{t(said)}</p>
            </Notice>
          )
        )}
      </div>
      <div className={styles.work} data-framing={framing ? '' : undefined}>
        <AvatarUploader
          className={styles.uploader}
          labels={labels}
          decode={decodeHeic}
          another={current !== null}
          maxBytes={ways?.maxFileSize}
          onFraming={(next) => {
            setFraming(next);
            if (next) setSaid(undefined);
          }}
          onUploaded={uploaded}
          onCancelled={refresh}
          onError={() => say(undefined)}
        >
          <Avatar
            name={person.userId}
            picture={current}
            size={140}
            alt={t(current ? 'now' : 'nobody')}
            loading="eager"
          />
        </AvatarUploader>
        <Places name={person.userId} picture={current} framing={framing} />
      </div>
      <div className={styles.more}>
        {current && <Sizes portrait={current} />}
        {mine.history.length > 0 && (
          <Earlier mine={mine} name={person.userId} onErased={() => say('erased')} />
        )}
      </div>
    </>
  );
}
