export type { BodyViewerHandle, BodyViewerProps } from './body-viewer.tsx';
export { BodyViewer } from './body-viewer.tsx';
export type { CameraLink, View } from './camera-link.ts';
export { createCameraLink } from './camera-link.ts';
export type {
  BodySource,
  GlbSource,
  Lod,
  MeshSource,
  ViewedModel,
  ViewedPose,
  ViewedTape,
} from './source.ts';
export type { BodyViewerTexts } from './texts.ts';
export { BODY_VIEWER_TEXTS } from './texts.ts';
export type { ViewerState } from './use-viewer.ts';
