export { ConfigurationError } from './configuration-error.ts';

/** RFC 9457 problems: the one place where a failure gets its code, its status and its sentence. */
export class Problem extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly title: string;
  /** Sent as response headers, e.g. `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Further members of the problem document. */
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, detail?: string, more: ProblemDetails = {}) {
    const entry: CatalogueEntry = CATALOGUE[code];
    super(detail ?? entry.detail, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'Problem';
    this.code = code;
    this.status = entry.status;
    this.title = entry.title;
    this.headers = { ...entry.headers, ...more.headers };
    this.extensions = more.extensions ?? {};
  }
}

export interface ProblemDetails {
  cause?: unknown;
  headers?: Record<string, string>;
  extensions?: Record<string, unknown>;
}

export interface CatalogueEntry {
  status: number;
  title: string;
  /** What a person can do about it; a call may give a closer one. */
  detail: string;
  headers?: Record<string, string>;
}

/** Every code that the API answers. `docs/reference/errors.md` is generated from here. */
export const CATALOGUE = {
  // 400: the request cannot be read
  malformed_request: {
    status: 400,
    title: 'Malformed request',
    detail: 'The request could not be read. Check its syntax against the API reference.',
  },
  malformed_multipart: {
    status: 400,
    title: 'Malformed upload',
    detail:
      'The multipart body could not be read. Let your HTTP client set the Content-Type and its boundary.',
  },
  not_multipart: {
    status: 400,
    title: 'Not a multipart upload',
    detail: 'Send the picture as multipart/form-data.',
  },
  malformed_id: { status: 400, title: 'Malformed id', detail: 'The id is not a UUID.' },
  missing_file: {
    status: 400,
    title: 'No file',
    detail: 'The upload holds no file. Send one picture in the field "avatar".',
  },
  too_many_files: {
    status: 400,
    title: 'Too many files',
    detail: 'The upload holds more than one file. Send one picture at a time.',
  },
  unexpected_field: {
    status: 400,
    title: 'Unexpected field',
    detail: 'The upload holds a field that is not known here. The picture belongs in the field "avatar".',
  },
  repeated_field: {
    status: 400,
    title: 'Field sent twice',
    detail: 'A field of the form was sent twice. Send each once.',
  },
  empty_file: { status: 400, title: 'Empty file', detail: 'The file is empty. Choose another one.' },
  upload_aborted: {
    status: 400,
    title: 'Upload cut off',
    detail: 'The connection ended before the whole file had arrived. Send it again.',
  },
  // 401, 403, 404
  token_required: {
    status: 401,
    title: 'Sign-in needed',
    detail: 'Send a token in the Authorization header: "Bearer <token>".',
    headers: { 'www-authenticate': 'Bearer' },
  },
  invalid_token: {
    status: 401,
    title: 'Token refused',
    detail: 'The token is not valid here. Sign in again to get a new one.',
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  },
  token_expired: {
    status: 401,
    title: 'Token expired',
    detail: 'The token has expired. Sign in again to get a new one.',
    headers: { 'www-authenticate': 'Bearer error="invalid_token", error_description="expired"' },
  },
  invalid_sign_in_code: {
    status: 401,
    title: 'Sign-in link used or expired',
    detail: 'A sign-in link works once and for a short time. Restart the server for a new one.',
  },
  forbidden: { status: 403, title: 'Not allowed', detail: 'Your role does not allow this.' },
  cross_site_request: {
    status: 403,
    title: 'Request from another site',
    detail: 'A change signed by cookie must come from a page of this server.',
  },
  not_found: { status: 404, title: 'Not found', detail: 'There is nothing at this address.' },
  picture_not_found: {
    status: 404,
    title: 'Picture not found',
    detail: 'There is no picture with this id, or it has been deleted.',
  },
  avatar_not_found: {
    status: 404,
    title: 'Avatar not found',
    detail: 'There is no avatar with this id, or it is not yours to see.',
  },
  job_not_found: { status: 404, title: 'Job not found', detail: 'There is no job with this id.' },
  link_not_found: {
    status: 404,
    title: 'Link not valid',
    detail: 'This link does not exist, has expired, or has been used up. Ask its owner for a new one.',
  },
  photo_not_found: {
    status: 404,
    title: 'Photo not found',
    detail: 'There is no such photo, it was deleted, or its address has expired. List the photos again.',
  },
  webhook_not_found: {
    status: 404,
    title: 'Webhook not found',
    detail: 'There is no webhook with this id.',
  },
  no_portrait: {
    status: 404,
    title: 'No picture',
    detail: 'There is no picture here yet, or it was deleted.',
  },
  nothing_to_undo: {
    status: 404,
    title: 'Nothing to undo',
    detail: 'There is no earlier picture within the undo window.',
  },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    detail: 'This address does not take that method.',
  },
  // 406 to 417
  not_acceptable: {
    status: 406,
    title: 'No such format',
    detail: 'Pictures are served as image/jpeg, image/webp and image/avif.',
  },
  upload_too_slow: {
    status: 408,
    title: 'Upload too slow',
    detail: 'The request did not arrive in the time that there is for it. Send it again.',
  },
  request_in_progress: {
    status: 409,
    title: 'Still being worked on',
    detail: 'A request with this Idempotency-Key is still running. Ask again in a moment.',
    headers: { 'retry-after': '1' },
  },
  model_not_ready: {
    status: 409,
    title: 'Model not ready',
    detail: 'The model is still being made. Ask again in a moment, or subscribe to its progress.',
    headers: { 'retry-after': '1' },
  },
  model_failed: {
    status: 409,
    title: 'No model',
    detail: 'The model could not be made. Check the measurements, then send them again with regenerate=true.',
  },
  job_not_active: {
    status: 409,
    title: 'Job is over',
    detail: 'The job has ended already; there is nothing to cancel.',
  },
  photos_gone: {
    status: 409,
    title: 'Photos deleted',
    detail: 'The photos are no longer kept. Send them again as a new avatar.',
  },
  photo_not_read: {
    status: 409,
    title: 'Photo not read',
    detail: 'Nothing was seen in this photo, it has not been read yet, or its owner deleted it.',
  },
  nothing_to_retry: {
    status: 409,
    title: 'Nothing to try again',
    detail: 'Only an avatar in error can be tried again.',
  },
  too_many_avatars: {
    status: 409,
    title: 'Too many avatars',
    detail: 'You keep as many avatars as you may. Erase one that you no longer need.',
  },
  too_many_webhooks: {
    status: 409,
    title: 'Too many webhooks',
    detail: 'The organization has as many webhooks as it may. Delete one that is no longer needed.',
  },
  precondition_failed: {
    status: 412,
    title: 'Changed meanwhile',
    detail: 'It is no longer what If-Match names. Read it again, then decide.',
  },
  file_too_large: { status: 413, title: 'File too large', detail: 'The file is larger than allowed.' },
  body_too_large: { status: 413, title: 'Request too large', detail: 'The request is larger than allowed.' },
  unsupported_media_type: {
    status: 415,
    title: 'Content type not taken',
    detail: 'This address does not take that Content-Type.',
  },
  unsupported_image: {
    status: 415,
    title: 'Not a picture we can read',
    detail: 'Send a JPEG, PNG, WebP, AVIF, GIF or HEIC picture.',
  },
  svg_not_supported: {
    status: 415,
    title: 'SVG is not taken',
    detail: 'An SVG is a program rather than a picture. Export it as PNG and send that.',
  },
  tiff_not_supported: {
    status: 415,
    title: 'TIFF is not taken',
    detail: 'Save the picture as JPEG or PNG and send that.',
  },
  range_not_satisfiable: {
    status: 416,
    title: 'Range outside the picture',
    detail: 'The Range header asks for bytes that the picture does not have.',
  },
  // 422: read, but impossible
  invalid_value: { status: 422, title: 'Impossible value', detail: 'A value is outside what is possible.' },
  adults_only: {
    status: 422,
    title: 'Adults only',
    detail: 'Bodies are made of adults only: the statistics behind them know nobody under 18.',
  },
  impossible_body: {
    status: 422,
    title: 'Not a possible body',
    detail: 'No body measures so. The findings say which values to look at.',
  },
  front_photo_missing: {
    status: 422,
    title: 'No front photo',
    detail: 'Send a photo from the front in the field "front"; a side photo beside it makes the body truer.',
  },
  photo_too_small: {
    status: 422,
    title: 'Photo too small',
    detail: 'The photo has too few pixels to measure in. Send it as the camera took it.',
  },
  photo_refused: {
    status: 422,
    title: 'Photos refused',
    detail: 'No body can be read from these photos. The findings say what to do; then send new ones.',
  },
  consent_missing: {
    status: 422,
    title: 'No consent',
    detail: 'Photos are taken only with the consent of the person they show: send consent=true.',
  },
  webhook_address_refused: {
    status: 422,
    title: 'Address refused',
    detail:
      'Webhooks call http and https addresses on the public internet, without a user name or password in them.',
  },
  damaged_image: {
    status: 422,
    title: 'Damaged picture',
    detail: 'The picture is cut off or damaged. Save it again, or choose another one.',
  },
  image_too_many_pixels: {
    status: 422,
    title: 'Too many pixels',
    detail: 'The picture has too many pixels, all frames together. Make it smaller and send it again.',
  },
  image_side_too_long: {
    status: 422,
    title: 'Picture too wide or too high',
    detail: 'A side of the picture is too long. Make it smaller and send it again.',
  },
  image_too_many_frames: {
    status: 422,
    title: 'Too many frames',
    detail: 'The animation has too many frames. Shorten it and send it again.',
  },
  crop_outside_picture: {
    status: 422,
    title: 'Crop outside the picture',
    detail: 'The crop reaches beyond the picture. Its numbers count pixels of the upright picture.',
  },
  unknown_preset: { status: 422, title: 'Unknown preset', detail: 'There is no preset of that name.' },
  idempotency_key_reused: {
    status: 422,
    title: 'Idempotency-Key used for something else',
    detail: 'This key was sent with another request. Use a new key for a new request.',
  },
  too_many_requests: {
    status: 429,
    title: 'Too many requests',
    detail: 'Wait until the time in Retry-After has passed, then go on.',
  },
  too_many_connections: {
    status: 429,
    title: 'Too many connections',
    detail: 'You have as many live connections as you may. Close one, then connect again.',
  },
  // 5xx: ours
  internal_error: {
    status: 500,
    title: 'Something broke',
    detail: 'This is our fault, not yours. Tell the operator the request id.',
  },
  // what a job ended with
  job_failed: {
    status: 500,
    title: 'The work failed',
    detail: 'This is our fault, not yours. Try again, or tell the operator the id of the job.',
  },
  job_interrupted: {
    status: 500,
    title: 'The work was interrupted',
    detail: 'The process that did the work ended before it was done, again and again. Tell the operator.',
  },
  job_timed_out: {
    status: 504,
    title: 'The work took too long',
    detail: 'The work was not done in the time that there is for it. Try again later.',
  },
  job_not_known: {
    status: 501,
    title: 'Unknown kind of work',
    detail: 'This version does not know this kind of work. Tell the operator.',
  },
  engine_unusable: {
    status: 501,
    title: 'Photos cannot be read here',
    detail: 'What photos are read with cannot be loaded on this server. Tell the operator, then try again.',
  },
  job_cancelled: {
    status: 409,
    title: 'Cancelled',
    detail: 'The work was cancelled before it was done.',
  },
  database_unavailable: {
    status: 503,
    title: 'Database unavailable',
    detail: 'The database does not answer at the moment. Nothing was lost; try again shortly.',
    headers: { 'retry-after': '5' },
  },
  storage_unavailable: {
    status: 503,
    title: 'Storage unavailable',
    detail: 'The object store does not answer at the moment. Nothing was lost; try again shortly.',
    headers: { 'retry-after': '5' },
  },
  storage_full: {
    status: 503,
    title: 'Storage full',
    detail: 'There is no room for the picture. The operator must free or add some.',
    headers: { 'retry-after': '60' },
  },
  busy: {
    status: 503,
    title: 'Busy',
    detail: 'Too much is going on at the moment. Try again shortly.',
    headers: { 'retry-after': '2' },
  },
  sign_in_unavailable: {
    status: 503,
    title: 'Sign-in unavailable',
    detail: 'The identity provider does not answer as it should. Try again shortly.',
  },
  shutting_down: {
    status: 503,
    title: 'Shutting down',
    detail: 'The server is stopping. Try again shortly.',
    headers: { 'retry-after': '5', connection: 'close' },
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof CATALOGUE;
