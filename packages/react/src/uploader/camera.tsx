import { useEffect, useRef, useState } from 'react';
import type { UploaderLabels } from './labels.ts';

export interface CameraProps {
  labels: UploaderLabels;
  onPhoto(photo: File): void;
  onClose(): void;
}

/** False where browsers give no camera to pages: without TLS, for example. */
export const hasCamera = (): boolean =>
  typeof navigator !== 'undefined' && !!navigator.mediaDevices?.getUserMedia;

/** What the camera sees, as in a mirror, and a shutter. The camera is let go of with the component. */
export function Camera({ labels, onPhoto, onClose }: CameraProps) {
  const video = useRef<HTMLVideoElement>(null);
  const shutter = useRef<HTMLButtonElement>(null);
  const back = useRef<HTMLButtonElement>(null);
  const [state, setState] = useState<'starting' | 'ready' | 'refused' | 'missing'>('starting');

  useEffect(() => {
    let gone = false;
    let stream: MediaStream | undefined;
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    navigator.mediaDevices
      .getUserMedia({ video: { facingMode: 'user', width: { ideal: 1_920 }, height: { ideal: 1_080 } } })
      .then(async (opened) => {
        stream = opened;
        const element = video.current;
        if (gone || element === null) {
          stop();
          return;
        }
        element.srcObject = opened;
        await element.play();
        setState('ready');
      })
      .catch((error: Error) => {
        stop();
        if (!gone) setState(error.name === 'NotAllowedError' ? 'refused' : 'missing');
      });
    return () => {
      gone = true;
      stop();
    };
  }, []);
  useEffect(() => {
    (state === 'ready' ? shutter : back).current?.focus({ preventScroll: true });
  }, [state]);

  async function take() {
    const element = video.current;
    if (element === null || element.videoWidth === 0) return;
    const canvas = document.createElement('canvas');
    canvas.width = element.videoWidth;
    canvas.height = element.videoHeight;
    canvas.getContext('2d')?.drawImage(element, 0, 0);
    const photo = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.95));
    if (photo) onPhoto(new File([photo], 'photo.jpg', { type: 'image/jpeg' }));
  }

  const failed = state === 'refused' || state === 'missing';
  return (
    <div className="likeness-camera">
      {failed ? (
        <p className="likeness-notice" data-kind="error" role="alert">
          {state === 'refused' ? labels.cameraRefused : labels.cameraMissing}
        </p>
      ) : (
        <div className="likeness-camera-view" data-ready={state === 'ready' || undefined}>
          <video ref={video} muted playsInline aria-label={labels.camera} />
        </div>
      )}
      <div className="likeness-actions">
        {!failed && (
          <button
            ref={shutter}
            type="button"
            className="likeness-button"
            data-kind="primary"
            disabled={state !== 'ready'}
            onClick={take}
          >
            {labels.shutter}
          </button>
        )}
        <button ref={back} type="button" className="likeness-button" onClick={onClose}>
          {labels.back}
        </button>
      </div>
    </div>
  );
}
