import { type RefObject, useEffect, useRef } from 'react';

/** Where whoever works by keyboard goes on, when what had the focus has gone with the view before. */
export function useNextPlace<Place extends HTMLElement>(view: string): RefObject<Place | null> {
  const place = useRef<Place>(null);
  const before = useRef(view);
  useEffect(() => {
    if (before.current === view) return;
    before.current = view;
    if (document.activeElement === document.body) place.current?.focus({ preventScroll: true });
  }, [view]);
  return place;
}
