import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useText } from '../../../language/language.tsx';
import { useModelTapes } from '../../../solver/index.ts';
import { Card } from '../../../ui/card.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { type Body, modelQuery } from '../body-queries.ts';
import { BodyStage } from '../body-stage.tsx';
import { Choice } from '../choice.tsx';
import { ProgressLine } from '../progress-line.tsx';
import { SealedPicture } from '../sealed-picture.tsx';
import type { Units } from '../tape/units.ts';
import { useTapes } from '../tapes.ts';
import styles from './body-result.module.css';
import { Retry } from './retry.tsx';

export interface ModelViewProps {
  body: Body;
  units: Units;
  highlighted: string | undefined;
  onHighlight(key: string): void;
}

/** The server's own model, with the tapes round it; how far it is while it is being made. */
export function ModelView({ body, units, highlighted, onHighlight }: ModelViewProps) {
  const t = useText('bodies');
  const client = useQueryClient();
  const { id, version, status } = body;
  const [lod, setLod] = useState<'0' | '1' | '2'>('0');
  const [pose, setPose] = useState<'a' | 't'>(body.customization.pose ?? 'a');
  const [wireframe, setWireframe] = useState(false);
  const [taped, setTaped] = useState(true);
  const ready = status === 'ready' || status === 'archived';
  // the one before stays in sight while another is made
  const shown = useRef<number>(undefined);
  if (ready) shown.current = version;
  const at = shown.current;
  const glb = useCallback(
    (level: 0 | 1 | 2) => client.fetchQuery(modelQuery(id, at ?? 0, level)),
    [client, id, at],
  );
  const source = useMemo(() => (at === undefined ? null : { glb }), [glb, at]);
  const [found, setModel] = useModelTapes();
  const tapes = useTapes(taped ? found : undefined, units);
  return (
    <Card className={styles.model}>
      {status === 'processing' && (
        <div className={styles.waiting}>
          <ProgressLine avatarId={id} />
          {at === undefined && <p className={styles.hint}>{t('notReady')}</p>}
        </div>
      )}
      {status === 'error' && (
        <div className={styles.waiting}>
          <Notice kind="error">
            <p>{t('notThere')}</p>
          </Notice>
          {body.own && <Retry id={id} />}
        </div>
      )}
      {source ? (
        <>
          <BodyStage
            label={body.name}
            source={source}
            lod={Number(lod) as 0 | 1 | 2}
            pose={pose === 't' ? 't-pose' : 'a-pose'}
            wireframe={wireframe}
            tapes={tapes}
            onModel={setModel}
            highlighted={highlighted}
            onHighlight={onHighlight}
            fallback={<SealedPicture id={id} version={at ?? version} ready alt={body.name} />}
          >
            <button type="button" aria-pressed={wireframe} onClick={() => setWireframe(!wireframe)}>
              {t('wireframe')}
            </button>
            <button type="button" aria-pressed={taped} onClick={() => setTaped(!taped)}>
              {t('tapes')}
            </button>
          </BodyStage>
          <div className={styles.options}>
            <div className={styles.option}>
              <span>{t('detail')}</span>
              <Choice
                label={t('detail')}
                value={lod}
                onChoose={setLod}
                options={(['0', '1', '2'] as const).map((value) => ({ value, label: t(`lod${value}`) }))}
              />
            </div>
            <div className={styles.option}>
              <span>{t('pose')}</span>
              <Choice
                label={t('pose')}
                value={pose}
                onChoose={setPose}
                options={[
                  { value: 'a', label: t('aPose') },
                  { value: 't', label: t('tPose') },
                ]}
              />
            </div>
          </div>
        </>
      ) : (
        status === 'processing' && <SealedPicture id={id} version={version} ready={false} alt="" />
      )}
    </Card>
  );
}
