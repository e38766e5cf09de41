export type { components, operations, paths } from './api.generated.ts';
export type {
  Avatar,
  AvatarPage,
  AvatarPatch,
  AvatarQuery,
  AvatarSummary,
  BodyRequest,
  Finding,
  Job,
  MeasurementRequest,
  Measurements,
  Picture,
  Portrait,
  PortraitHistory,
  UploadedPortrait,
  Validation,
} from './api-types.ts';
export type { Bodies, ModelQuery, Remeasured, ThumbnailQuery } from './bodies.ts';
export type { BodyJob } from './body-job.ts';
export type { Likeness, LikenessOptions } from './create-likeness.ts';
export { createLikeness } from './create-likeness.ts';
export { isCode } from './is-code.ts';
export type { Jobs } from './jobs.ts';
export type { ErrorCode, ProblemDocument } from './likeness-error.ts';
export { LikenessError } from './likeness-error.ts';
export type { SocketFactory, SocketLike } from './live/live-by-socket.ts';
export type { PhotoBodyRequest } from './photo-form.ts';
export type { Crop, Entity, Portraits, PortraitUploadOptions } from './portraits.ts';
export type { NativeFile, SendableFile } from './sendable-file.ts';
export { idempotencyKey } from './transport/idempotency-key.ts';
export type { UploadOptions } from './transport/send-form.ts';
