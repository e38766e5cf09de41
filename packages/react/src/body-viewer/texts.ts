/** What the viewer says by itself. */
export interface BodyViewerTexts {
  /** Read out with the label. */
  help: string;
  loading: string;
  /** The context of the graphics card is gone, for the moment. */
  lost: string;
  /** The browser has no WebGL. */
  unavailable: string;
  /** The file could not be opened. */
  failed: string;
}

export const BODY_VIEWER_TEXTS: BodyViewerTexts = {
  help: 'Arrow keys turn the body, plus and minus zoom, Home shows it from the front, comma and full stop go through the tapes.',
  loading: 'The body is on its way.',
  lost: 'The picture is gone for a moment: the graphics card was reset. It comes back by itself.',
  unavailable: 'This browser cannot draw in 3D.',
  failed: 'This body could not be opened.',
};
