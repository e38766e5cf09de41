import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { Kind, Shot } from '../capture.ts';
import { createPoseCheck, type PoseCheck } from './pose-check.ts';
import type { Inspection } from './pose-worker.ts';

const PoseContext = createContext<(() => PoseCheck) | undefined>(undefined);

/** One check for a page, begun when it is first asked for: its runtime and its networks are some megabytes. */
export function PoseProvider({ children }: { children: ReactNode }) {
  const check = useRef<PoseCheck | undefined>(undefined);
  useEffect(
    () => () => {
      check.current?.close();
      check.current = undefined;
    },
    [],
  );
  const get = useMemo(
    () => () => {
      check.current ??= createPoseCheck();
      return check.current;
    },
    [],
  );
  return <PoseContext value={get}>{children}</PoseContext>;
}

export function usePoseCheck(): () => PoseCheck {
  const get = useContext(PoseContext);
  if (!get) throw new Error('There is no <PoseProvider> above this component.');
  return get;
}

export type Look = { state: 'looking' } | { state: 'unable' } | ({ state: 'seen' } & SeenPhoto);
interface SeenPhoto {
  findings: Inspection['findings'];
  /** SVG to lay over the photo. */
  overlay: Blob | undefined;
}

const looks = new WeakMap<Blob, Promise<SeenPhoto>>();

/** What this device sees in a photo, before any server does. A photo is looked at once. */
export function useLook({ seen: file }: Shot, kind: Kind): Look {
  const check = usePoseCheck();
  const [look, setLook] = useState<Look>({ state: 'looking' });
  useEffect(() => {
    let left = false;
    setLook({ state: 'looking' });
    let running = looks.get(file);
    if (!running) {
      running = check()
        .inspect(file, kind)
        .then(({ findings, overlay }) => ({
          findings,
          overlay: overlay ? new Blob([overlay], { type: 'image/svg+xml' }) : undefined,
        }));
      looks.set(file, running);
    }
    running.then(
      (found) => {
        if (!left) setLook({ state: 'seen', ...found });
      },
      () => {
        looks.delete(file);
        if (!left) setLook({ state: 'unable' });
      },
    );
    return () => {
      left = true;
    };
  }, [file, kind, check]);
  return look;
}
