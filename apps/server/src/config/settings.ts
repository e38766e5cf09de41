import { availableParallelism } from 'node:os';
import { ENGINE_SETTINGS } from './engine-settings.ts';
import { OIDC_SETTINGS } from './oidc-settings.ts';
import { durationFrom, flag, httpUrl, list, neverOrDays, oneOf, text, whole, wholeOrOff } from './parsers.ts';
import { type Setting, setting } from './setting.ts';

const server = setting('Server');
const access = setting('Who may come in');
const pictures = setting('Pictures');
const cleanup = setting('Cleanup');
const bodies = setting('Bodies');
const photos = setting('Photos');
const jobs = setting('Jobs');
const events = setting('Events');

/** Every name that Likeness reads. `docs/configuration.md` is generated from here. */
export const SETTINGS = {
  host: server('HOST', text, 'Address to listen on.', '127.0.0.1'),
  port: server('PORT', whole(0, 65535), 'Port to listen on; 0 takes a free one.', '3000'),
  dataDir: server('LIKENESS_DATA_DIR', text, 'Folder that everything is kept under.', './data'),
  publicUrl: server(
    'LIKENESS_PUBLIC_URL',
    httpUrl,
    'Address under which clients reach this server; by default the one that a request came to.',
  ),
  processes: server(
    'LIKENESS_PROCESSES',
    whole(1, 64),
    'API processes under the one that owns the data directory.',
    '1',
  ),
  trustProxy: server(
    'LIKENESS_TRUST_PROXY',
    flag,
    'Believe X-Forwarded-* headers. Only behind a proxy that sets them.',
    'off',
  ),
  corsOrigins: server(
    'LIKENESS_CORS_ORIGINS',
    list,
    'Origins whose pages may call the API, separated by commas.',
    '',
  ),
  shutdownDelay: server(
    'LIKENESS_SHUTDOWN_DELAY',
    durationFrom('0', '10m'),
    'How long after SIGTERM new requests are still served, while /ready says 503, so that a balancer turns away first.',
    '0',
  ),
  shutdownTimeout: server(
    'LIKENESS_SHUTDOWN_TIMEOUT',
    durationFrom('0', '24h'),
    'How long running requests may take to end after SIGTERM.',
    '30s',
  ),
  logLevel: server(
    'LIKENESS_LOG_LEVEL',
    oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    'What is logged. Pictures that were served are a matter of debug.',
    'info',
  ),
  debug: server('AVATAR_DEBUG', flag, 'Log in detail: the same as LIKENESS_LOG_LEVEL=debug.', 'off'),

  rateLimits: access(
    'LIKENESS_RATE_LIMITS',
    flag,
    'Request limits. Can be off only when listening on loopback.',
    'on',
  ),
  rateLimitPerMinute: access(
    'LIKENESS_RATE_LIMIT_PER_MINUTE',
    whole(1, 1_000_000),
    'API calls a minute for each user, and for each address without a token.',
    '100',
  ),
  premiumFactor: access(
    'LIKENESS_PREMIUM_FACTOR',
    whole(1, 1_000),
    'How many times as much premium users and admins may do: calls a minute, bodies and photos an hour, live connections.',
    '4',
  ),
  jwtSecret: access(
    'LIKENESS_JWT_SECRET',
    text.min(32, 'at least 32 characters'),
    'Secret of our own tokens (HS256); by default one is made in the data directory.',
  ),
  jwksUrl: access(
    'LIKENESS_JWKS_URL',
    httpUrl,
    'Where the issuer publishes its keys (RS256, ES256, EdDSA). With it, our own tokens are refused.',
  ),
  jwtIssuer: access(
    'LIKENESS_JWT_ISSUER',
    text,
    'The `iss` that tokens must carry. Needed with LIKENESS_JWKS_URL.',
  ),
  jwtAudience: access(
    'LIKENESS_JWT_AUDIENCE',
    text,
    'The `aud` that tokens must carry. Needed with LIKENESS_JWKS_URL.',
  ),
  signInLink: access(
    'LIKENESS_SIGN_IN_LINK',
    flag,
    'Print a one-time sign-in link at the start (on loopback, without an issuer).',
    'on',
  ),

  ...OIDC_SETTINGS,
  ...ENGINE_SETTINGS,

  maxFileSize: pictures(
    'AVATAR_MAX_FILE_SIZE',
    whole(1, 1_000_000_000),
    'Largest upload in bytes.',
    '10485760',
  ),
  uploadTimeout: pictures(
    'LIKENESS_UPLOAD_TIMEOUT',
    durationFrom('100ms', '14m'),
    'How long an upload may take to arrive; half a minute without a byte ends it, too.',
    '5m',
  ),
  quality: pictures('AVATAR_OPTIMIZATION_QUALITY', whole(1, 100), 'Quality of JPEG and WebP.', '85'),
  maxPixels: pictures(
    'LIKENESS_MAX_PIXELS',
    whole(1, 1_000_000_000),
    'Most pixels of an upload, all frames together.',
    '50000000',
  ),
  maxSide: pictures('LIKENESS_MAX_SIDE', whole(1, 65_535), 'Longest side of an upload in pixels.', '12000'),
  maxFrames: pictures('LIKENESS_MAX_FRAMES', whole(1, 10_000), 'Most frames of an animation.', '100'),
  pixelsInFlight: pictures(
    'LIKENESS_PIXELS_IN_FLIGHT',
    whole(1_000_000, 10_000_000_000),
    'Pixels that a process works on at once; further uploads wait their turn.',
    String(50_000_000 * Math.max(1, Math.min(4, availableParallelism()))),
    '50000000 for each core, for four at most',
  ),
  preset: pictures('LIKENESS_PRESET', text, 'Preset of uploads that name none.', 'enterprise'),
  presets: pictures(
    'LIKENESS_PRESETS',
    text,
    'Further presets as JSON: `{"team":{"tiny":24,"card":{"size":480,"fit":"inside"},"original":null}}`.',
  ),

  cleanupInterval: cleanup(
    'AVATAR_CLEANUP_INTERVAL',
    durationFrom('100ms', '24d'),
    'Time between two cleanups.',
    '1h',
  ),
  cleanupGrace: cleanup(
    'LIKENESS_CLEANUP_GRACE',
    durationFrom('0', '3650d'),
    'How long what nobody refers to is kept, and a replaced picture served.',
    '24h',
  ),
  cleanupInProcess: cleanup(
    'LIKENESS_CLEANUP_IN_PROCESS',
    flag,
    'Clean up inside the server; off when `likeness worker` does it.',
    'on',
  ),
  undoDays: cleanup(
    'LIKENESS_UNDO_DAYS',
    whole(0, 3650),
    'Days within which a replaced or deleted picture, or a deleted body, can be brought back.',
    '30',
  ),

  bodyThreads: bodies(
    'LIKENESS_BODY_THREADS',
    whole(1, 64),
    'Threads that solve and render bodies, in each process that does.',
    String(Math.max(1, Math.min(8, availableParallelism()))),
    'one for each core, eight at most',
  ),
  avatarsPerHour: bodies(
    'LIKENESS_AVATARS_PER_HOUR',
    whole(1, 1_000_000),
    'Bodies that a user may make in an hour; not counted with LIKENESS_RATE_LIMITS=off.',
    '5',
  ),
  avatarsPerUser: bodies(
    'LIKENESS_AVATARS_PER_USER',
    whole(1, 1_000_000),
    'Bodies that a user may keep.',
    '100',
  ),

  maxPhotoSize: photos(
    'LIKENESS_MAX_PHOTO_SIZE',
    whole(1, 1_000_000_000),
    'Largest photo of a body in bytes.',
    '10485760',
  ),
  photosPerHour: photos(
    'LIKENESS_PHOTOS_PER_HOUR',
    whole(1, 1_000_000),
    'Photos that a user may send in an hour; not counted with LIKENESS_RATE_LIMITS=off.',
    '10',
  ),
  keepPhotos: photos(
    'LIKENESS_KEEP_PHOTOS',
    neverOrDays(3650),
    'How many days photos are kept once a body was read from them; `never` deletes them at once.',
    'never',
  ),
  requireConsent: photos(
    'LIKENESS_REQUIRE_CONSENT',
    flag,
    'Refuse photos that come without `consent=true`; otherwise sending them counts as consent.',
    'off',
  ),
  photoThreads: photos(
    'LIKENESS_PHOTO_THREADS',
    whole(1, 64),
    'Threads that read photos, in each process that does jobs. Each holds its own models.',
    '1',
  ),
  poseModel: photos(
    'LIKENESS_POSE_MODEL',
    oneOf('lite', 'full', 'heavy'),
    'Which pose model reads photos: quicker, or more exact.',
    'full',
  ),
  segmenter: photos(
    'LIKENESS_SEGMENTER',
    text.regex(/^(mediapipe|onnx:.+)$/, 'mediapipe, or onnx: and the path of a model'),
    'What tells a person from the background: `mediapipe`, or an ONNX model by its path, which needs the package onnxruntime-node.',
    'mediapipe',
  ),

  jobsInProcess: jobs(
    'LIKENESS_WORKERS_IN_PROCESS',
    flag,
    'Do the jobs inside the server; off when `likeness worker` does them.',
    'on',
  ),
  jobConcurrency: jobs(
    'WORKER_CONCURRENCY',
    whole(1, 100),
    'Jobs that a process does at once.',
    String(Math.max(1, Math.min(10, availableParallelism()))),
    'one for each core, ten at most',
  ),
  queueRate: jobs(
    'LIKENESS_QUEUE_RATE',
    wholeOrOff(1, 1_000_000),
    'Jobs begun in a minute, by all processes together; `off` for no limit.',
    '100',
  ),
  jobTimeout: jobs(
    'LIKENESS_JOB_TIMEOUT',
    durationFrom('10ms', '24h'),
    'How long one try of a job may take.',
    '120s',
  ),
  jobAttempts: jobs('LIKENESS_JOB_ATTEMPTS', whole(1, 20), 'Tries of a job, 2, 4, 8 … seconds apart.', '3'),

  webhooksToPrivate: events(
    'LIKENESS_WEBHOOKS_TO_PRIVATE',
    flag,
    'Let webhooks call private, loopback and other inner addresses.',
    'off',
  ),
  socketsPerUser: events(
    'LIKENESS_SOCKETS_PER_USER',
    whole(1, 10_000),
    'WebSocket connections that a user may have open, in each process.',
    '5',
  ),
} as const;

export type Settings = {
  [K in keyof typeof SETTINGS]: (typeof SETTINGS)[K] extends Setting<infer T> ? T : never;
};
