import { useCallback, useMemo, useRef, useState } from 'react';
import {
  aboutTheMiddle,
  cropOf,
  type Framing,
  keepInside,
  type Placement,
  type Point,
  type Size,
  type Stage,
  smallestZoom,
} from './framing.ts';

export interface FramingControls {
  placement: Placement;
  /** 1: the window shows as much as it can. */
  enlarged: number;
  mostEnlarged: number;
  /** Degrees of the last quarter, -45 to 45. */
  tilt: number;
  /** undefined until the stage is known. */
  framing: Framing | undefined;
  setStage(part: Partial<Stage>): void;
  moveTo(place: Point): void;
  enlarge(times: number): void;
  /** As react-easy-crop tells of wheel and pinch. */
  zoomTo(zoom: number): void;
  setTilt(degrees: number): void;
  turn(quarters: number): void;
  reset(): void;
}

const START = { x: 0, y: 0, enlarged: 1, quarters: 0, tilt: 0 };
type State = typeof START;

/** How a picture lies behind the window, with every way to change that. */
export function useFraming(picture: Size): FramingControls {
  const [state, setState] = useState(START);
  const [stage, setStageState] = useState<Partial<Stage>>({});
  const { media, window } = stage;
  const known = useMemo(() => (media && window ? { media, window } : undefined), [media, window]);
  const mostEnlarged = Math.max(3, Math.min(10, Math.min(picture.width, picture.height) / 100));
  const placement = placementOf(state, known);
  // two events may come before the next drawing, so each looks at the one before
  const latest = useRef(known);
  latest.current = known;

  const setStage = useCallback(
    (part: Partial<Stage>) => setStageState((before) => ({ ...before, ...part })),
    [],
  );
  const change = useCallback(
    (next: Partial<State>) =>
      setState((before) => {
        const wanted = { ...before, ...next };
        wanted.enlarged = Math.min(mostEnlarged, Math.max(1, wanted.enlarged));
        if (!latest.current) return { ...wanted, x: before.x, y: before.y };
        const [was, will] = [placementOf(before, latest.current), placementOf(wanted, latest.current)];
        const moved =
          next.x === undefined ? aboutTheMiddle(was, will.rotation, will.zoom) : { ...will, ...point(next) };
        const { x, y } = keepInside(moved, latest.current);
        const same = (Object.keys(wanted) as (keyof State)[]).every((key) =>
          key === 'x' ? x === before.x : key === 'y' ? y === before.y : wanted[key] === before[key],
        );
        return same ? before : { ...wanted, x, y };
      }),
    [mostEnlarged],
  );
  const zoomTo = useCallback(
    (zoom: number) => {
      if (latest.current) change({ enlarged: zoom / smallestZoom(latest.current, placement.rotation) });
    },
    [change, placement.rotation],
  );
  return {
    placement,
    enlarged: state.enlarged,
    mostEnlarged,
    tilt: state.tilt,
    framing: known && cropOf(placement, known, picture),
    setStage,
    zoomTo,
    moveTo: change,
    enlarge: (enlarged) => change({ enlarged }),
    setTilt: (tilt) => change({ tilt }),
    turn: (by) => change({ quarters: state.quarters + by }),
    reset: () => setState(START),
  };
}

const point = ({ x = 0, y = 0 }: Partial<Point>): Point => ({ x, y });

function placementOf({ x, y, enlarged, quarters, tilt }: State, stage: Stage | undefined): Placement {
  const rotation = quarters * 90 + tilt;
  return { x, y, rotation, zoom: stage ? smallestZoom(stage, rotation) * enlarged : 1 };
}
