/** Pixels, or any other unit. */
export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

/** How a picture lies behind the round window: moved by pixels of the screen, turned, and enlarged. */
export interface Placement extends Point {
  /** Of the picture as it fills the stage; see `smallestZoom`. */
  zoom: number;
  /** Degrees clockwise. */
  rotation: number;
}

/** The stage: the picture as large as it is there at zoom 1, and the window. Pixels of the screen. */
export interface Stage {
  media: Size;
  window: number;
}

/** What an upload says: the crop in whole pixels of the upright picture after the turn. */
export interface Framing {
  rotate: number;
  crop: { x: number; y: number; width: number; height: number };
}

const turnOf = (degrees: number) => {
  const angle = (degrees * Math.PI) / 180;
  return { cos: Math.cos(angle), sin: Math.sin(angle) };
};

function turned({ x, y }: Point, degrees: number): Point {
  const { cos, sin } = turnOf(degrees);
  return { x: x * cos - y * sin, y: x * sin + y * cos };
}

/** The box round a picture that is turned; the server rounds it in the same way. */
export function turnedSize({ width, height }: Size, degrees: number): Size {
  const { cos, sin } = turnOf(degrees);
  const [c, s] = [Math.abs(cos), Math.abs(sin)];
  return {
    width: Math.max(1, Math.round(width * c + height * s)),
    height: Math.max(1, Math.round(width * s + height * c)),
  };
}

/** How far the square window reaches along the sides of a picture that is turned. */
const reach = (window: number, degrees: number): number => {
  const { cos, sin } = turnOf(degrees);
  return window * (Math.abs(cos) + Math.abs(sin));
};

/** The zoom at which the window, whose corners the server keeps too, just lies within the picture. */
export function smallestZoom({ media, window }: Stage, rotation: number): number {
  return reach(window, rotation) / Math.min(media.width, media.height);
}

/** The nearest placement that leaves no corner of the window empty. */
export function keepInside(placement: Placement, stage: Stage): Placement {
  const { rotation } = placement;
  const zoom = Math.max(placement.zoom, smallestZoom(stage, rotation));
  const half = reach(stage.window, rotation) / 2;
  const room = {
    x: Math.max(0, (stage.media.width * zoom) / 2 - half),
    y: Math.max(0, (stage.media.height * zoom) / 2 - half),
  };
  // along the sides of the picture, where the limits are simple
  const along = turned(placement, -rotation);
  const held = {
    x: Math.min(room.x, Math.max(-room.x, along.x)),
    y: Math.min(room.y, Math.max(-room.y, along.y)),
  };
  return { ...turned(held, rotation), zoom, rotation };
}

/** Turned and enlarged about the middle of the window, so that what is looked at stays there. */
export function aboutTheMiddle(before: Placement, rotation: number, zoom: number): Placement {
  const moved = turned(before, rotation - before.rotation);
  const scale = zoom / before.zoom;
  return { x: moved.x * scale, y: moved.y * scale, rotation, zoom };
}

/**
 * What the window shows, in pixels of the picture; not yet whole ones.
 *
 * @param picture upright
 */
export function cropOf({ x, y, zoom, rotation }: Placement, stage: Stage, picture: Size): Framing {
  const box = turnedSize(picture, rotation);
  const perPixel = picture.width / (stage.media.width * zoom);
  const side = stage.window * perPixel;
  const rotate = ((rotation % 360) + 360) % 360;
  const crop = {
    x: box.width / 2 - x * perPixel - side / 2,
    y: box.height / 2 - y * perPixel - side / 2,
    width: side,
    height: side,
  };
  return { rotate, crop };
}

/** A square of whole pixels that lies within the picture, as the server wants it. */
export function wholeCrop({ rotate, crop }: Framing, picture: Size): Framing {
  const box = turnedSize(picture, rotate);
  const side = Math.max(1, Math.min(Math.round(crop.width), box.width, box.height));
  const within = (at: number, length: number) => Math.min(length - side, Math.max(0, Math.round(at)));
  return {
    rotate,
    crop: { x: within(crop.x, box.width), y: within(crop.y, box.height), width: side, height: side },
  };
}
