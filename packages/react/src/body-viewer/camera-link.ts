/** How a body is looked at: what several viewers share. Radians and metres. */
export interface View {
  azimuth: number;
  polar: number;
  distance: number;
  height: number;
}

/** Ties the cameras of several viewers together: turn one and all turn. */
export interface CameraLink {
  tell(view: View, from: object): void;
  listen(listener: (view: View, from: object) => void): () => void;
}

/** @example const link = useMemo(createCameraLink, []); … <BodyViewer sync={link} … /> <BodyViewer sync={link} … /> */
export function createCameraLink(): CameraLink {
  const listeners = new Set<(view: View, from: object) => void>();
  return {
    tell(view, from) {
      for (const listener of listeners) listener(view, from);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
