import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useImperativeHandle,
  useRef,
} from 'react';
import type { CameraLink } from './camera-link.ts';
import { nextTape, pressKey } from './keys.ts';
import type { BodySource, Lod, ViewedModel, ViewedPose, ViewedTape } from './source.ts';
import { BODY_VIEWER_TEXTS, type BodyViewerTexts } from './texts.ts';
import { useViewer, type ViewerState } from './use-viewer.ts';
import type { Viewer } from './viewer.ts';

/** What buttons beside the viewer may call. */
export type BodyViewerHandle = Pick<Viewer, 'turn' | 'tilt' | 'zoom' | 'reset' | 'look'>;

export interface BodyViewerProps {
  source: BodySource | null | undefined;
  /** For a source that fetches levels. Default 0. */
  lod?: Lod | undefined;
  /** Of models with bones. Default `a-pose`. */
  pose?: ViewedPose | undefined;
  /** Shows the edges of the mesh. */
  wireframe?: boolean | undefined;
  tapes?: readonly ViewedTape[] | undefined;
  /** The key of the tape that stands out and shows its label. */
  highlighted?: string | undefined;
  /** A tape was pointed at, or chosen by key; undefined when it was left. */
  onHighlight?: ((key: string | undefined) => void) | undefined;
  /** For people who do not see the picture. */
  label: string;
  /** Shown where nothing can be drawn in 3D: a picture of the body. */
  fallback?: ReactNode;
  /** Viewers with the same link turn together. */
  sync?: CameraLink | undefined;
  handle?: Ref<BodyViewerHandle> | undefined;
  /** A file was opened. */
  onModel?: ((model: ViewedModel) => void) | undefined;
  onState?: ((state: ViewerState) => void) | undefined;
  texts?: Partial<BodyViewerTexts> | undefined;
  className?: string | undefined;
  style?: CSSProperties | undefined;
}

const FILL: CSSProperties = { position: 'absolute', inset: 0 };
const MESSAGE: CSSProperties = {
  ...FILL,
  display: 'grid',
  placeContent: 'center',
  textAlign: 'center',
  padding: 16,
};
const UNSEEN: CSSProperties = {
  position: 'absolute',
  width: 1,
  height: 1,
  overflow: 'hidden',
  clipPath: 'inset(50%)',
};

/**
 * A 3D body to walk round: by pointer, by finger, by keys. As large as its element, which needs a height.
 * @example <BodyViewer source={{ glb: '/api/v1/avatars/…/model' }} label="My body" style={{ height: 480 }} />
 */
export function BodyViewer(props: BodyViewerProps) {
  const { tapes = [], highlighted, onHighlight, label, fallback, className, style } = props;
  const texts = { ...BODY_VIEWER_TEXTS, ...props.texts };
  const stage = useRef<HTMLDivElement>(null);
  const tag = useRef<HTMLDivElement>(null);
  const { state, viewer } = useViewer(props, stage, tag);
  useImperativeHandle(
    props.handle,
    () => ({
      turn: (radians) => viewer.current?.turn(radians),
      tilt: (radians) => viewer.current?.tilt(radians),
      zoom: (factor) => viewer.current?.zoom(factor),
      reset: () => viewer.current?.reset(),
      look: (from) => viewer.current?.look(from),
    }),
    [viewer],
  );
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !viewer.current) return;
    const step = event.key === '.' ? 1 : event.key === ',' ? -1 : undefined;
    if (step)
      onHighlight?.(
        nextTape(
          tapes.map(({ key }) => key),
          highlighted,
          step,
        ),
      );
    else if (!pressKey(viewer.current, event.key)) return;
    event.preventDefault();
  };
  const shown = tapes.find(({ key }) => key === highlighted);
  const drawn = state === 'ready' || state === 'loading';
  const gone = state === 'unavailable' || state === 'lost' || state === 'failed';
  return (
    <div className={className} style={{ position: 'relative', minHeight: 0, ...style }} data-state={state}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it is worked by keys */}
      <div
        ref={stage}
        role="application"
        aria-label={label}
        aria-roledescription="3D"
        aria-description={texts.help}
        tabIndex={state === 'unavailable' ? -1 : 0}
        onKeyDown={press}
        style={{
          ...FILL,
          visibility: drawn ? 'visible' : 'hidden',
          cursor: 'grab',
          overflow: 'hidden',
          borderRadius: 'inherit',
        }}
      />
      <div
        ref={tag}
        className="likeness-viewer-tag"
        style={{ ...TAG, visibility: shown && drawn ? 'visible' : 'hidden' }}
      >
        {shown?.label}
      </div>
      {gone && (
        <div style={MESSAGE}>
          {fallback}
          <p>{texts[state]}</p>
        </div>
      )}
      <div aria-live="polite" style={UNSEEN}>
        {state === 'loading' && props.source ? texts.loading : (shown?.label ?? '')}
      </div>
    </div>
  );
}

const TAG: CSSProperties = {
  position: 'absolute',
  insetBlockStart: 0,
  left: 0,
  pointerEvents: 'none',
  whiteSpace: 'nowrap',
  padding: '4px 10px',
  borderRadius: 10,
  background: 'var(--likeness-viewer-tag, #14241d)',
  color: 'var(--likeness-viewer-tag-text, #fff)',
  font: '600 0.8125rem/1.4 system-ui, sans-serif',
};
