import { useCallback, useEffect, useReducer } from 'react';

export const STEPS = ['about', 'front', 'side', 'send'] as const;
export type Step = (typeof STEPS)[number];
export type Kind = 'front' | 'side';

/** What is typed on the first page; as it was typed, so that nothing is lost by reading it. */
export interface About {
  name: string;
  unit: 'metric' | 'imperial';
  height: string;
  /** Of `unit` imperial, beside the feet in `height`. */
  inches: string;
  sex: '' | 'female' | 'male';
  weight: string;
  chest: string;
  waist: string;
  hip: string;
}

export interface Shot {
  /** As it is sent. */
  file: Blob;
  /** As this browser can show it; the file itself may be HEIC. */
  seen: Blob;
  source: 'camera' | 'file';
}

export interface Capture {
  step: Step;
  about: About;
  /** Asked for anew on every visit. */
  consent: boolean;
  front: Shot | null;
  side: Shot | null;
}

export type Change =
  | { step: Step }
  | { about: Partial<About> }
  | { consent: boolean }
  | { kind: Kind; shot: Shot | null };

/** Of one person: whoever signs in next in this tab finds nothing. */
const keptAs = (userId: string): string => `likeness-photos-about:${userId}`;

const EMPTY: About = {
  name: '',
  unit: 'metric',
  height: '',
  inches: '',
  sex: '',
  weight: '',
  chest: '',
  waist: '',
  hip: '',
};

function keptAbout(key: string): About {
  try {
    return { ...EMPTY, ...(JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<About>) };
  } catch {
    return EMPTY;
  }
}

function next(capture: Capture, change: Change): Capture {
  if ('about' in change) return { ...capture, about: { ...capture.about, ...change.about } };
  if ('kind' in change) return { ...capture, [change.kind]: change.shot };
  return { ...capture, ...change };
}

/**
 * What has been typed and taken so far. Texts outlive a reload of this tab; photos are in memory alone.
 */
export function useCapture(userId: string) {
  const key = keptAs(userId);
  const [capture, dispatch] = useReducer(next, undefined, () => ({
    step: 'about' as Step,
    about: keptAbout(key),
    consent: false,
    front: null,
    side: null,
  }));
  const { about } = capture;
  useEffect(() => sessionStorage.setItem(key, JSON.stringify(about)), [key, about]);
  const forget = useCallback(() => sessionStorage.removeItem(key), [key]);
  return { capture, change: dispatch, forget };
}
