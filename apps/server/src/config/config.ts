import { join, resolve } from 'node:path';
import { ConfigurationError } from '../errors.ts';
import { checkEngines, readEngines } from './engines.ts';
import { isLoopback } from './loopback.ts';
import { readOidc } from './oidc.ts';
import { type Preset, parsePresets } from './presets.ts';
import { type Environment, readSettings } from './read-settings.ts';
import { SETTINGS } from './settings.ts';

/** Everything that can be set, parsed once at the start and handed in. Times are in milliseconds. */
export type Config = ReturnType<typeof loadConfig>;

/** Names of ours that the tests and scripts/services.sh read and the server does not. */
const ELSEWHERE = /^LIKENESS_(?:TEST|SERVICES)_/;

/**
 * Reads and checks the environment.
 *
 * @throws ConfigurationError that names the variable and says what it accepts; also for an unknown
 * `LIKENESS_` name, which is most often a typing error
 */
export function loadConfig(env: Environment = process.env) {
  const known = new Set<string>(Object.values(SETTINGS).flatMap((setting) => setting.names));
  for (const name of Object.keys(env)) {
    if (name.startsWith('LIKENESS_') && !known.has(name) && !ELSEWHERE.test(name)) {
      throw new ConfigurationError(name, 'is not a setting. docs/configuration.md lists all.');
    }
  }
  const read = readSettings(env);
  const { optional, required } = read;

  const dataDir = resolve(required(SETTINGS.dataDir));
  const host = required(SETTINGS.host);
  const presets = parsePresets(optional(SETTINGS.presets));
  const config = {
    server: {
      host,
      port: required(SETTINGS.port),
      loopback: isLoopback(host),
      dataDir,
      publicUrl: optional(SETTINGS.publicUrl),
      processes: required(SETTINGS.processes),
      trustProxy: required(SETTINGS.trustProxy),
      corsOrigins: required(SETTINGS.corsOrigins),
      shutdownDelay: required(SETTINGS.shutdownDelay),
      shutdownTimeout: required(SETTINGS.shutdownTimeout),
      logLevel: required(SETTINGS.debug) ? 'debug' : required(SETTINGS.logLevel),
    },
    access: {
      rateLimits: required(SETTINGS.rateLimits),
      rateLimitPerMinute: required(SETTINGS.rateLimitPerMinute),
      premiumFactor: required(SETTINGS.premiumFactor),
      jwtSecret: optional(SETTINGS.jwtSecret),
      jwksUrl: optional(SETTINGS.jwksUrl),
      issuer: optional(SETTINGS.jwtIssuer),
      audience: optional(SETTINGS.jwtAudience),
      signInLink: required(SETTINGS.signInLink),
    },
    oidc: readOidc(read),
    ...readEngines(read, dataDir),
    pictures: {
      maxFileSize: required(SETTINGS.maxFileSize),
      uploadTimeout: required(SETTINGS.uploadTimeout),
      quality: required(SETTINGS.quality),
      maxPixels: required(SETTINGS.maxPixels),
      maxSide: required(SETTINGS.maxSide),
      maxFrames: required(SETTINGS.maxFrames),
      pixelsInFlight: required(SETTINGS.pixelsInFlight),
      preset: required(SETTINGS.preset),
      presets: presets as Readonly<Record<string, Preset>>,
      temporaryDir: join(dataDir, 'tmp'),
    },
    cleanup: {
      interval: required(SETTINGS.cleanupInterval),
      grace: required(SETTINGS.cleanupGrace),
      inProcess: required(SETTINGS.cleanupInProcess),
      undo: required(SETTINGS.undoDays) * 86_400_000,
    },
    bodies: {
      threads: required(SETTINGS.bodyThreads),
      perHour: required(SETTINGS.avatarsPerHour),
      perUser: required(SETTINGS.avatarsPerUser),
    },
    photos: {
      maxSize: required(SETTINGS.maxPhotoSize),
      perHour: required(SETTINGS.photosPerHour),
      /** 0: deleted as soon as they have been read */
      keep: required(SETTINGS.keepPhotos) * 86_400_000,
      requireConsent: required(SETTINGS.requireConsent),
      threads: required(SETTINGS.photoThreads),
      poseModel: required(SETTINGS.poseModel),
      segmenter: required(SETTINGS.segmenter),
      /** Of photos as they come in: the one place where they lie as they were sent. */
      temporaryDir: join(dataDir, 'tmp', 'photos'),
    },
    jobs: {
      inProcess: required(SETTINGS.jobsInProcess),
      concurrency: required(SETTINGS.jobConcurrency),
      /** a minute; undefined for no limit */
      rate: required(SETTINGS.queueRate),
      timeout: required(SETTINGS.jobTimeout),
      attempts: required(SETTINGS.jobAttempts),
    },
    events: {
      toPrivate: required(SETTINGS.webhooksToPrivate),
      socketsPerUser: required(SETTINGS.socketsPerUser),
    },
  };
  checkTogether(config);
  return config;
}

/** Values that are fine alone and wrong together. */
function checkTogether(config: Config): void {
  checkEngines(config);
  const { access, server, pictures } = config;
  if (!access.rateLimits && !server.loopback) {
    throw new ConfigurationError(
      'LIKENESS_RATE_LIMITS',
      `can be off only on loopback, not with HOST=${server.host}.`,
    );
  }
  if (access.jwksUrl !== undefined) {
    if (access.issuer === undefined)
      throw new ConfigurationError('LIKENESS_JWT_ISSUER', 'is needed with LIKENESS_JWKS_URL.');
    if (access.audience === undefined)
      throw new ConfigurationError('LIKENESS_JWT_AUDIENCE', 'is needed with LIKENESS_JWKS_URL.');
    if (access.jwtSecret !== undefined)
      throw new ConfigurationError(
        'LIKENESS_JWT_SECRET',
        'cannot be used with LIKENESS_JWKS_URL: choose one issuer.',
      );
  }
  if (!Object.hasOwn(pictures.presets, pictures.preset)) {
    throw new ConfigurationError(
      'LIKENESS_PRESET',
      `must be one of ${Object.keys(pictures.presets).join(', ')}.`,
    );
  }
}
