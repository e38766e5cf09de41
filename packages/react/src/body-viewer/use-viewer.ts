import { type RefObject, useEffect, useRef, useState } from 'react';
import type { BodyViewerProps } from './body-viewer.tsx';
import type { GlbSource, Lod } from './source.ts';
import { createViewer, type Viewer } from './viewer.ts';

/** `lost` passes by itself; `unavailable` does not; `failed` is about this source. */
export type ViewerState = 'loading' | 'ready' | 'lost' | 'unavailable' | 'failed';

/** Keeps a viewer in an element in step with the properties of the component. */
export function useViewer(
  props: BodyViewerProps,
  stage: RefObject<HTMLDivElement | null>,
  tag: RefObject<HTMLDivElement | null>,
): { state: ViewerState; viewer: RefObject<Viewer | undefined> } {
  const { source, lod = 0, pose = 'a-pose', wireframe = false, tapes, highlighted, sync } = props;
  const glb = source && 'glb' in source ? source.glb : undefined;
  const mesh = source && !('glb' in source) ? source : undefined;
  const viewer = useRef<Viewer>(undefined);
  const [context, setContext] = useState<'there' | 'lost' | 'unavailable'>('there');
  const [opened, setOpened] = useState<'loading' | 'ready' | 'failed'>('loading');
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const element = stage.current;
    if (!element) return undefined;
    let hovered: string | undefined;
    try {
      viewer.current = createViewer(element, {
        still: matchMedia('(prefers-reduced-motion: reduce)').matches,
        onLost: () => setContext('lost'),
        onRestored: () => setContext('there'),
        onHover: (key) => {
          if (key === hovered) return;
          hovered = key;
          latest.current.onHighlight?.(key);
        },
        onAnchor: (at) => placeTag(tag.current, element, at),
      });
    } catch {
      setContext('unavailable');
      return undefined;
    }
    return () => {
      viewer.current?.dispose();
      viewer.current = undefined;
    };
  }, [stage, tag]);

  useEffect(() => viewer.current?.link(sync), [sync]);
  useEffect(() => viewer.current?.setPose(pose), [pose]);
  useEffect(() => viewer.current?.setWireframe(wireframe), [wireframe]);
  useEffect(() => {
    if (!mesh || !viewer.current) return;
    viewer.current.showMesh(mesh);
    setOpened('ready');
  }, [mesh]);
  useEffect(() => {
    const own = viewer.current;
    if (!glb || !own) return undefined;
    let stale = false;
    const tell = (state: 'ready' | 'failed') => void (stale || setOpened(state));
    setOpened('loading');
    bytesOf(glb, lod)
      .then((bytes) => (stale ? undefined : own.showGlb(bytes)))
      .then(
        (model) => {
          tell('ready');
          if (model && !stale) latest.current.onModel?.(model);
        },
        () => tell('failed'),
      );
    return () => {
      stale = true;
    };
  }, [glb, lod]);
  useEffect(() => viewer.current?.setTapes(tapes ?? []), [tapes]);
  useEffect(() => viewer.current?.highlight(highlighted), [highlighted]);

  const state = context === 'there' ? opened : context;
  useEffect(() => latest.current.onState?.(state), [state]);
  return { state, viewer };
}

async function bytesOf(glb: GlbSource['glb'], lod: Lod): Promise<ArrayBuffer> {
  if (glb instanceof ArrayBuffer) return glb;
  if (glb instanceof Blob) return glb.arrayBuffer();
  if (typeof glb === 'function') return (await glb(lod)).arrayBuffer();
  const response = await fetch(glb, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`model: ${response.status}`);
  return response.arrayBuffer();
}

/** Beside its tape, but never out of the picture. */
function placeTag(
  tag: HTMLElement | null,
  stage: HTMLElement,
  at: { x: number; y: number } | undefined,
): void {
  if (!tag || !at) return;
  const x = Math.max(4, Math.min(at.x + 12, stage.clientWidth - tag.offsetWidth - 4));
  const y = Math.max(4, Math.min(at.y - tag.offsetHeight / 2, stage.clientHeight - tag.offsetHeight - 4));
  tag.style.transform = `translate(${x}px, ${y}px)`;
}
