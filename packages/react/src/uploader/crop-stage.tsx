import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import Cropper from 'react-easy-crop';
import type { LiveFraming } from './crop-preview.tsx';
import { wholeCrop } from './framing.ts';
import type { UploaderLabels } from './labels.ts';
import type { OpenedPicture } from './open-picture.ts';
import { TurnIcon } from './turn-icon.tsx';
import { useFraming } from './use-framing.ts';

export interface CropStageProps {
  picture: OpenedPicture;
  labels: UploaderLabels;
  /** While it is being sent nothing moves. */
  still: boolean;
  onFraming(framing: LiveFraming): void;
}

/** Share of the stage that the window takes, so that one sees what is left out. */
const WINDOW = 0.86;
const KEY_STEP = 10;

/** The picture behind a round window: drag, pinch, wheel, keys, sliders. */
export function CropStage({ picture, labels, still, onFraming }: CropStageProps) {
  const stage = useRef<HTMLDivElement>(null);
  const [side, setSide] = useState(0);
  const controls = useFraming(picture);
  const { placement, framing, setStage, enlarged, mostEnlarged } = controls;
  const [zoomId, tiltId, hintId] = [useId(), useId(), useId()];

  useEffect(() => {
    const element = stage.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      setSide(element.clientWidth);
      setStage({ window: element.clientWidth * WINDOW });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [setStage]);

  const said = framing && JSON.stringify(wholeCrop(framing, picture));
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when it is another framing, not another object
  useEffect(() => {
    if (framing) onFraming({ ...framing, url: picture.url, picture });
  }, [said, picture]);

  // whoever works by keyboard goes on in the picture
  const ready = side > 0 && framing !== undefined;
  useEffect(() => {
    if (ready)
      stage.current?.querySelector<HTMLElement>('[role=application]')?.focus({ preventScroll: true });
  }, [ready]);

  function onKeyDown(event: KeyboardEvent) {
    const by = { '+': 1.1, '=': 1.1, '-': 1 / 1.1, _: 1 / 1.1 }[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    controls.enlarge(enlarged * by);
  }

  const round = new Intl.NumberFormat(labels.language, { maximumFractionDigits: 1 });
  return (
    <fieldset className="likeness-framing" disabled={still}>
      <legend className="likeness-hidden">{labels.frame}</legend>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the window within */}
      <div ref={stage} className="likeness-stage" data-still={still || undefined} onKeyDown={onKeyDown}>
        {side > 0 && (
          <Cropper
            image={picture.url}
            crop={placement}
            zoom={placement.zoom}
            rotation={placement.rotation}
            minZoom={placement.zoom / enlarged}
            maxZoom={(placement.zoom / enlarged) * mostEnlarged}
            aspect={1}
            cropShape="round"
            cropSize={{ width: side * WINDOW, height: side * WINDOW }}
            objectFit="cover"
            showGrid={false}
            // the corners of the square are kept as well, which a box round the turned picture does not promise
            restrictPosition={false}
            disableAutomaticStylesInjection
            keyboardStep={KEY_STEP}
            onCropChange={controls.moveTo}
            onZoomChange={controls.zoomTo}
            onWheelRequest={(event) => {
              event.preventDefault();
              controls.enlarge(enlarged * Math.exp(-event.deltaY / 500));
              return false;
            }}
            setMediaSize={({ width, height }) => setStage({ media: { width, height } })}
            cropperProps={{
              role: 'application',
              'aria-label': labels.frame,
              'aria-describedby': hintId,
              tabIndex: still ? -1 : 0,
            }}
          />
        )}
      </div>
      <p id={hintId} className="likeness-hint">
        {labels.frameHint}
      </p>
      <div className="likeness-sliders">
        <label htmlFor={zoomId}>{labels.zoom}</label>
        <input
          id={zoomId}
          type="range"
          min={1}
          max={mostEnlarged}
          step={0.01}
          value={enlarged}
          aria-valuetext={`${round.format(enlarged)}×`}
          onChange={({ target }) => controls.enlarge(Number(target.value))}
        />
        <output htmlFor={zoomId} dir="ltr">
          {round.format(enlarged)}×
        </output>
        <label htmlFor={tiltId}>{labels.straighten}</label>
        <input
          id={tiltId}
          type="range"
          // to the right is clockwise for everybody
          dir="ltr"
          min={-45}
          max={45}
          step={0.5}
          value={controls.tilt}
          aria-valuetext={`${round.format(controls.tilt)}°`}
          onChange={({ target }) => controls.setTilt(Number(target.value))}
        />
        <output htmlFor={tiltId} dir="ltr">
          {round.format(controls.tilt)}°
        </output>
      </div>
      <div className="likeness-actions">
        <button type="button" className="likeness-button" onClick={() => controls.turn(-1)}>
          <TurnIcon to="left" />
          {labels.turnLeft}
        </button>
        <button type="button" className="likeness-button" onClick={() => controls.turn(1)}>
          <TurnIcon to="right" />
          {labels.turnRight}
        </button>
        <button type="button" className="likeness-button" data-kind="link" onClick={controls.reset}>
          {labels.startOver}
        </button>
      </div>
    </fieldset>
  );
}
