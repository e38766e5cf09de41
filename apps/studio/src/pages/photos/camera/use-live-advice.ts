import type { LiveAdvice } from '@likeness/vision/live';
import { type RefObject, useEffect, useState } from 'react';
import type { Kind } from '../capture.ts';
import { usePoseCheck } from '../pose/use-pose-check.tsx';

/** `loading` until the first frame was looked at; `unable` where this device cannot. */
export type Advice = LiveAdvice | 'loading' | 'unable' | 'phone';

/** Pixels of the longer side of a frame on its way to the worker. */
const FRAME = 512;
/** ms between two looks at least, so that a phone stays cool */
const PAUSE = 120;
/** Degrees that a phone may be off the vertical. */
const MOST_TILT = 12;

/** Looks at the video again and again, and says what to change. */
export function useLiveAdvice(video: RefObject<HTMLVideoElement | null>, kind: Kind, on: boolean): Advice {
  const check = usePoseCheck();
  const [advice, setAdvice] = useState<Advice>('loading');
  const tilted = useTilted(on);
  useEffect(() => {
    if (!on) return;
    let left = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function look() {
      try {
        const frame = video.current && (await frameOf(video.current));
        if (frame) {
          const found = await check().advise(frame, kind);
          if (!left) setAdvice(found);
        }
      } catch {
        if (!left) setAdvice('unable');
        return;
      }
      if (!left) timer = setTimeout(() => void look(), PAUSE);
    }
    void look();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [video, kind, on, check]);
  return tilted && advice !== 'unable' ? 'phone' : advice;
}

async function frameOf(video: HTMLVideoElement): Promise<ImageBitmap | null> {
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0) return null;
  const scale = Math.min(1, FRAME / Math.max(videoWidth, videoHeight));
  return createImageBitmap(video, {
    resizeWidth: Math.round(videoWidth * scale),
    resizeHeight: Math.round(videoHeight * scale),
    resizeQuality: 'medium',
  });
}

/** Whether a phone tells that it does not stand upright. */
function useTilted(on: boolean): boolean {
  const [tilted, setTilted] = useState(false);
  useEffect(() => {
    if (!on) return;
    const feel = ({ beta }: DeviceOrientationEvent) => {
      const upright = globalThis.innerHeight >= globalThis.innerWidth;
      setTilted(upright && beta !== null && Math.abs(beta - 90) > MOST_TILT);
    };
    globalThis.addEventListener('deviceorientation', feel);
    return () => globalThis.removeEventListener('deviceorientation', feel);
  }, [on]);
  return tilted;
}
