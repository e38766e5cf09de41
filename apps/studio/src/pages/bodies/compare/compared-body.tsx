import type { CameraLink } from '@likeness/react/body-viewer';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { useText } from '../../../language/language.tsx';
import { Card } from '../../../ui/card.tsx';
import { type Body, modelQuery } from '../body-queries.ts';
import { BodyStage } from '../body-stage.tsx';
import { BodyTypeBars } from '../body-type-bars.tsx';
import { ProgressLine } from '../progress-line.tsx';
import { SealedPicture } from '../sealed-picture.tsx';
import styles from './compare.module.css';

/** One of two: its model, which turns with the other, and its type. */
export function ComparedBody({ body, link }: { body: Body; link: CameraLink }) {
  const t = useText('bodies');
  const client = useQueryClient();
  const { id, name, version, status, bodyType } = body;
  const ready = status === 'ready' || status === 'archived';
  const source = useMemo(
    () => (ready ? { glb: (lod: 0 | 1 | 2) => client.fetchQuery(modelQuery(id, version, lod)) } : null),
    [client, id, version, ready],
  );
  return (
    <Card className={styles.body}>
      <h2 className={styles.name}>
        <Link to={`/bodies/${id}`} dir="auto">
          {name}
        </Link>
      </h2>
      {status === 'processing' && <ProgressLine avatarId={id} />}
      {status === 'error' && <p>{t('notThere')}</p>}
      {source && (
        <BodyStage
          label={name}
          source={source}
          sync={link}
          className={styles.stage}
          fallback={<SealedPicture id={id} version={version} ready={ready} alt={name} />}
        />
      )}
      <div className={styles.types}>
        <BodyTypeBars {...bodyType} />
      </div>
    </Card>
  );
}
