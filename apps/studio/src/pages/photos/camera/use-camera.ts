import { type RefObject, useCallback, useEffect, useState } from 'react';

export type CameraTrouble = 'refused' | 'none' | 'busy' | 'insecure';
export type CameraState = { state: 'opening' } | { state: 'open'; mirrored: boolean; several: boolean };

/** Larger than what the server works on helps nothing. */
const SIZE = { width: { ideal: 2560 }, height: { ideal: 1920 } };

function troubleOf(error: unknown): CameraTrouble {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none';
  return 'busy';
}

/**
 * Shows the camera in a video: a phone's rear one first. Its picture goes nowhere else.
 *
 * @param onTrouble when there is no camera, or it was refused, or it went away
 */
export function useCamera(
  video: RefObject<HTMLVideoElement | null>,
  onTrouble: (trouble: CameraTrouble) => void,
) {
  const [facing, setFacing] = useState<'environment' | 'user'>('environment');
  const [camera, setCamera] = useState<CameraState>({ state: 'opening' });
  useEffect(() => {
    let stream: MediaStream | undefined;
    let left = false;
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    async function open() {
      // a page that did not come by HTTPS or from this machine has no cameras
      if (!navigator.mediaDevices) return onTrouble('insecure');
      try {
        stream = await navigator.mediaDevices.getUserMedia({
          audio: false,
          video: { facingMode: { ideal: facing }, ...SIZE },
        });
        const [track] = stream.getVideoTracks();
        if (left || !video.current || !track) return stop();
        track.addEventListener('ended', () => onTrouble('busy'));
        video.current.srcObject = stream;
        await video.current.play();
        const cameras = (await navigator.mediaDevices.enumerateDevices()).filter(
          ({ kind }) => kind === 'videoinput',
        );
        if (left) return;
        const mirrored = track.getSettings().facingMode !== 'environment';
        setCamera({ state: 'open', mirrored, several: cameras.length > 1 });
      } catch (error) {
        stop();
        if (!left) onTrouble(troubleOf(error));
      }
    }
    setCamera({ state: 'opening' });
    void open();
    return () => {
      left = true;
      stop();
    };
  }, [facing, video, onTrouble]);
  const turn = useCallback(() => setFacing((now) => (now === 'user' ? 'environment' : 'user')), []);
  return { camera, turn };
}

/** What the video shows now, as a photo at its full size. */
export async function shoot(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The camera gave no picture.'))),
      'image/jpeg',
      0.95,
    );
  });
}
