import type {
  BodySource,
  BodyViewerHandle,
  BodyViewerProps,
  CameraLink,
  Lod,
  ViewedPose,
  ViewedTape,
} from '@likeness/react/body-viewer';
import { RotateCcw } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useRef } from 'react';
import { useText } from '../../language/language.tsx';
import styles from './body-stage.module.css';

// its own chunk: what is typed need not wait for what is drawn
const BodyViewer = lazy(() => import('@likeness/react/body-viewer').then((m) => ({ default: m.BodyViewer })));

export interface BodyStageProps {
  label: string;
  source: BodySource | null;
  tapes?: readonly ViewedTape[];
  highlighted?: string | undefined;
  onHighlight?(key: string): void;
  lod?: Lod;
  pose?: ViewedPose;
  wireframe?: boolean;
  sync?: CameraLink | undefined;
  /** A file was opened. */
  onModel?: BodyViewerProps['onModel'];
  /** Instead of the body where nothing can be drawn. */
  fallback?: ReactNode;
  /** Further buttons below it. */
  children?: ReactNode;
  className?: string | undefined;
}

const FILL = { position: 'absolute', inset: 0 } as const;
const SIDES = ['front', 'side', 'back'] as const;

/** A body to turn round, with buttons for those who do not drag. */
export function BodyStage(props: BodyStageProps) {
  const {
    label,
    source,
    tapes,
    highlighted,
    onHighlight,
    lod = 0,
    pose = 'a-pose',
    wireframe = false,
  } = props;
  const t = useText('bodies');
  const handle = useRef<BodyViewerHandle>(null);
  return (
    <div className={`${styles.stage} ${props.className ?? ''}`}>
      <div className={styles.viewer}>
        <Suspense fallback={<p className={styles.waiting}>{t('loadingModel')}</p>}>
          <BodyViewer
            label={label}
            source={source}
            tapes={tapes}
            highlighted={highlighted}
            onHighlight={(key) => key !== undefined && onHighlight?.(key)}
            lod={lod}
            pose={pose}
            wireframe={wireframe}
            sync={props.sync}
            onModel={props.onModel}
            handle={handle}
            fallback={props.fallback}
            texts={{
              help: t('viewerHelp'),
              loading: t('loadingModel'),
              lost: t('viewerLost'),
              unavailable: t('noViewer'),
              failed: t('viewerFailed'),
            }}
            className={styles.canvas}
            style={FILL}
          />
        </Suspense>
        {!source && <p className={styles.waiting}>{t('viewerWaiting')}</p>}
      </div>
      <fieldset className={styles.tools} aria-label={t('view')}>
        {SIDES.map((side) => (
          <button key={side} type="button" onClick={() => handle.current?.look(side)}>
            {t(side === 'back' ? 'backView' : side)}
          </button>
        ))}
        <button type="button" aria-label={t('resetView')} onClick={() => handle.current?.reset()}>
          <RotateCcw size={16} aria-hidden="true" />
        </button>
        {props.children}
      </fieldset>
    </div>
  );
}
