export type { BodyTemplate, Bone, ShapeBasis, SurfacePoint } from './template/template.ts';
