import type { Avatar } from '@likeness/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useLanguage, useText } from '../../language/language.tsx';
import { likeness } from '../../session/likeness.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { ErrorState, Loading } from '../../ui/states.tsx';
import { FindingList } from './finding-list.tsx';
import styles from './photos.module.css';
import { useBlobUrl } from './use-blob-url.ts';

/** For the page of a body that was read from photos: what was seen in them, and what became of them. */
export function PhotoFindings({
  avatarId,
  photos,
}: {
  avatarId: string;
  photos: NonNullable<Avatar['photos']>;
}) {
  const t = useText('photos');
  const { language } = useLanguage();
  const queries = useQueryClient();
  const params = { path: { id: avatarId } };
  const list = useQuery({
    queryKey: ['photos', avatarId, photos.state],
    queryFn: async () => (await likeness.api.GET('/api/v1/avatars/{id}/photos', { params })).data?.data ?? [],
  });
  const until = (moment: string) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(new Date(moment));
  const read = list.data?.filter(({ type, processedAt }) => type !== 'back' && processedAt !== null) ?? [];
  return (
    <div className={styles.step}>
      <p className={styles.soft}>
        {photos.state === 'deleted'
          ? t('photosDeleted')
          : photos.keptUntil
            ? t('photosKept', { date: until(photos.keptUntil) })
            : t('photosWait')}
      </p>
      {list.isPending && <Loading rows={4} />}
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {read.length > 0 && (
        <div className={styles.gate}>
          {read.map(({ id, type, url, width, height }) => (
            <figure key={id} className={styles.seen}>
              <Seen
                avatarId={avatarId}
                photoId={id}
                kind={type === 'side' ? 'side' : 'front'}
                photo={url}
                ratio={width && height ? width / height : 0.75}
              />
              <figcaption>{t(type === 'side' ? 'step_side' : 'step_front')}</figcaption>
              <FindingList findings={photos.findings.filter(({ photo }) => photo === type)} />
            </figure>
          ))}
        </div>
      )}
      {photos.state === 'kept' && (
        <div>
          <Confirm
            trigger={<Button kind="danger">{t('deletePhotos')}</Button>}
            title={t('deletePhotosTitle')}
            action={t('deletePhotos')}
            onConfirm={async () => {
              await likeness.api.DELETE('/api/v1/avatars/{id}/photos', { params });
              await queries.invalidateQueries();
            }}
          >
            {t('deletePhotosHint')}
          </Confirm>
        </div>
      )}
    </div>
  );
}

/** Outline and joints as they were read, over the photo while it is kept and on plain ground when it has gone. */
function Seen({
  avatarId,
  photoId,
  kind,
  photo,
  ratio,
}: {
  avatarId: string;
  photoId: string;
  kind: 'front' | 'side';
  photo: string | null;
  ratio: number;
}) {
  const t = useText('photos');
  const overlay = useQuery({
    queryKey: ['photos', avatarId, 'overlay', photoId],
    queryFn: async () =>
      (
        await likeness.api.GET('/api/v1/avatars/{id}/photos/{photoId}/overlay', {
          params: { path: { id: avatarId, photoId } },
          parseAs: 'blob',
        })
      ).data as Blob | undefined,
    staleTime: Infinity,
    retry: false,
  });
  const drawing = useMemo(
    () => overlay.data && new Blob([overlay.data], { type: 'image/svg+xml' }),
    [overlay.data],
  );
  const address = useBlobUrl(drawing);
  return (
    <div className={styles.preview} style={{ aspectRatio: ratio }} data-bare={photo === null || undefined}>
      {photo && <img src={photo} alt={t(`${kind}Alt`)} />}
      {address && <img src={address} alt={t('overlayAlt')} className={styles.overlay} />}
      {overlay.isError && <p className={styles.unseen}>{t('overlayGone')}</p>}
    </div>
  );
}
