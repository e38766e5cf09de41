import { Tabs } from '@base-ui/react/tabs';
import { lazy, Suspense, useState } from 'react';
import { useText } from '../../../language/language.tsx';
import { Card } from '../../../ui/card.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { ErrorState } from '../../../ui/states.tsx';
import { type Body, useMeasured } from '../body-queries.ts';
import { useUnits } from '../use-units.ts';
import styles from './body-result.module.css';
import { DetailsPanel } from './details-panel.tsx';
import { DownloadPanel } from './download-panel.tsx';
import { LookPanel } from './look-panel.tsx';
import { MeasuresPanel } from './measures-panel.tsx';
import { ModelView } from './model-view.tsx';
import { SharePanel } from './share-panel.tsx';

// few bodies have photos
const PhotoFindings = lazy(() =>
  import('../../photos/photo-findings.tsx').then((m) => ({ default: m.PhotoFindings })),
);

export interface BodyResultProps {
  body: Body;
  onGone(name: string): void;
}

const OWN = ['measures', 'look', 'share', 'download', 'rename'] as const;
const OTHERS = ['measures', 'download'] as const;
type Panel = (typeof OWN)[number];

/** A body: its model to turn round on one side, what is known and what can be done on the other. */
export function BodyResult({ body, onGone }: BodyResultProps) {
  const t = useText('bodies');
  const [units, chooseUnits] = useUnits();
  const [panel, setPanel] = useState<Panel>('measures');
  const [pointed, setPointed] = useState<string>();
  const measured = useMeasured(body, 'metric');
  return (
    <div className={styles.page}>
      <ModelView body={body} units={units} highlighted={pointed} onHighlight={setPointed} />
      <Card className={styles.panels}>
        <Tabs.Root value={panel} onValueChange={(next) => setPanel(next as Panel)}>
          <Tabs.List className={styles.tabs} aria-label={t('body')}>
            {(body.own ? OWN : OTHERS).map((value) => (
              <Tabs.Tab key={value} value={value} className={styles.tab}>
                {t(value)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="measures" className={styles.panel}>
            <h2 className="visually-hidden">{t('measures')}</h2>
            {measured.error && !measured.data ? (
              <ErrorState error={measured.error} onRetry={measured.refetch} />
            ) : (
              <MeasuresPanel
                measured={measured.data}
                units={units}
                onUnits={chooseUnits}
                highlighted={pointed}
                onPoint={setPointed}
              />
            )}
            {body.photos && (
              <Suspense fallback={null}>
                <PhotoFindings avatarId={body.id} photos={body.photos} />
              </Suspense>
            )}
          </Tabs.Panel>
          <Tabs.Panel value="look" className={styles.panel}>
            <h2 className="visually-hidden">{t('look')}</h2>
            <LookPanel body={body} />
          </Tabs.Panel>
          <Tabs.Panel value="share" className={styles.panel}>
            <h2 className="visually-hidden">{t('share')}</h2>
            <SharePanel body={body} />
          </Tabs.Panel>
          <Tabs.Panel value="download" className={styles.panel}>
            <h2 className="visually-hidden">{t('download')}</h2>
            {body.status === 'ready' || body.status === 'archived' ? (
              <DownloadPanel body={body} />
            ) : (
              <Notice>
                <p>{t('notReady')}</p>
              </Notice>
            )}
          </Tabs.Panel>
          <Tabs.Panel value="rename" className={styles.panel}>
            <h2 className="visually-hidden">{t('rename')}</h2>
            <DetailsPanel body={body} onGone={onGone} />
          </Tabs.Panel>
        </Tabs.Root>
      </Card>
    </div>
  );
}
