import type { operations } from './api.generated.ts';

type Answers<O extends keyof operations> = operations[O]['responses'];

/** The JSON of a successful answer of an operation. */
export type AnswerOf<O extends keyof operations, S extends keyof Answers<O>> = Answers<O>[S] extends {
  content: { 'application/json': infer T };
}
  ? T
  : never;

/** The JSON that an operation takes. */
export type BodyOf<O extends keyof operations> = operations[O] extends {
  requestBody?: { content: { 'application/json': infer T } };
}
  ? T
  : never;

/** The query of an operation. */
export type QueryOf<O extends keyof operations> = operations[O] extends { parameters: { query?: infer T } }
  ? NonNullable<T>
  : never;

/** A picture with its addresses, by size name. */
export type Picture = AnswerOf<'getPortraitHistory', 200>['data'][number]['picture'];
/** The picture that somebody or something has now. */
export type Portrait = AnswerOf<'getPortrait', 200>['data'];
export type UploadedPortrait = AnswerOf<'uploadPortrait', 201>['data'];
export type PortraitHistory = AnswerOf<'getPortraitHistory', 200>['data'];

/** A body as lists show it. */
export type AvatarSummary = AnswerOf<'listAvatars', 200>['data'][number];
/** A body with its details. */
export type Avatar = AnswerOf<'getAvatar', 200>;
export type AvatarPage = AnswerOf<'listAvatars', 200>;
export type AvatarQuery = QueryOf<'listAvatars'>;
export type AvatarPatch = BodyOf<'updateAvatar'>;
export type Measurements = AnswerOf<'getMeasurements', 200>;
/** Measurements as they are given: `{ measurements: { height: 168, waist: 74 }, sex: 'female' }`. */
export type MeasurementRequest = BodyOf<'validateMeasurements'>;
/** The same with a name, for a body that is to be made. */
export type BodyRequest = BodyOf<'createAvatarFromMeasurements'>;
export type Validation = AnswerOf<'validateMeasurements', 200>;
export type Finding = Validation['findings'][number];

/** Long work, and how far it is. */
export type Job = AnswerOf<'getJobById', 200>;
