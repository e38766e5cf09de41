import type { Client } from 'openapi-fetch';
import type { paths } from './api.generated.ts';
import type {
  AnswerOf,
  Avatar,
  AvatarPage,
  AvatarPatch,
  AvatarQuery,
  AvatarSummary,
  BodyRequest,
  MeasurementRequest,
  Measurements,
  QueryOf,
  Validation,
} from './api-types.ts';
import { type BodyJob, bodyJob } from './body-job.ts';
import type { Jobs } from './jobs.ts';
import { type PhotoBodyRequest, photoForm } from './photo-form.ts';
import { answered } from './transport/answered.ts';
import { idempotencyKey } from './transport/idempotency-key.ts';
import { type FormSender, sendForm, type UploadOptions } from './transport/send-form.ts';

interface Abortable {
  signal?: AbortSignal | undefined;
}

interface Versioned extends Abortable {
  /** Of the avatar as you know it: a change that somebody else made meanwhile is not overwritten. */
  version?: number | undefined;
}

export type ModelQuery = QueryOf<'getModel'>;
export type ThumbnailQuery = QueryOf<'getThumbnail'>;
export type Remeasured = AnswerOf<'putMeasurements', 200> & { job: BodyJob | undefined };

/** Measured 3D bodies. */
export interface Bodies {
  /** @throws LikenessError `impossible_body`, `adults_only`, `too_many_avatars` … */
  fromMeasurements(request: BodyRequest, options?: Abortable & { idempotencyKey?: string }): Promise<BodyJob>;
  /** The signal ends the watching, too. @throws LikenessError `photo_too_small`, `consent_missing` … */
  fromPhotos(request: PhotoBodyRequest, options?: UploadOptions): Promise<BodyJob>;
  list(query?: AvatarQuery, options?: Abortable): Promise<AvatarPage>;
  get(id: string, options?: Abortable): Promise<Avatar>;
  measurements(id: string, options?: Abortable & { unit?: 'metric' | 'imperial' }): Promise<Measurements>;
  /** Renames, tags, archives or dresses it. @throws LikenessError `precondition_failed` when it changed meanwhile */
  update(id: string, patch: AvatarPatch, options?: Versioned): Promise<Avatar>;
  /** New measurements; with `regenerate` a new model of them, whose making is `job`. */
  remeasure(
    id: string,
    request: MeasurementRequest,
    options?: Versioned & { regenerate?: boolean | undefined },
  ): Promise<Remeasured>;
  /** Deletes it, or erases it for good. */
  remove(id: string, options?: Versioned & { erase?: boolean | undefined }): Promise<void>;
  /** Brings a deleted one back. */
  restore(id: string, options?: Abortable): Promise<AvatarSummary>;
  /** GLB. @throws LikenessError `model_not_ready`, `model_failed` */
  model(id: string, query?: ModelQuery & Abortable): Promise<Blob>;
  /** PNG. */
  thumbnail(id: string, query?: ThumbnailQuery & Abortable): Promise<Blob>;
  /** Says what is odd about measurements and completes them; keeps nothing. */
  validate(request: MeasurementRequest, options?: Abortable): Promise<Validation>;
  /** Another try for one in error. */
  retry(id: string, options?: Abortable): Promise<BodyJob>;
}

const keyed = (key = idempotencyKey()) => ({ 'Idempotency-Key': key });
const ifMatch = (version: number | undefined) =>
  version === undefined ? {} : { 'if-match': `"${version}"` };

export function createBodies(api: Client<paths>, sender: FormSender, jobs: Jobs): Bodies {
  const get: Bodies['get'] = async (id, { signal = null } = {}) =>
    answered(await api.GET('/api/v1/avatars/{id}', { params: { path: { id } }, signal }));
  const follow = (signal: AbortSignal | undefined) => ({
    jobs,
    signal,
    getAvatar: (id: string) => get(id, { signal }),
    cancelJob: async (id: string, jobId: string) => {
      const params = { path: { id, jobId } };
      await api.POST('/api/v1/avatars/{id}/jobs/{jobId}/cancel', { params });
    },
  });
  return {
    get,
    async fromMeasurements(body, { signal, idempotencyKey: key } = {}) {
      const made = await api.POST('/api/v1/avatars/measurement-based', {
        params: { header: keyed(key) },
        body,
        signal: signal ?? null,
      });
      return bodyJob(answered(made), follow(signal));
    },
    async fromPhotos(request, options = {}) {
      type Made = AnswerOf<'createAvatarFromPhotos', 202>;
      const path = '/api/v1/avatars/photo-based';
      const made = await sendForm<Made>(sender, path, photoForm(request), options);
      return bodyJob(made, follow(options.signal));
    },
    async list(query = {}, { signal = null } = {}) {
      return answered(await api.GET('/api/v1/avatars', { params: { query }, signal }));
    },
    async measurements(id, { unit, signal = null } = {}) {
      const query = unit === undefined ? {} : { unit };
      const params = { path: { id }, query };
      return answered(await api.GET('/api/v1/avatars/{id}/measurements', { params, signal }));
    },
    async update(id, body, { version, signal = null } = {}) {
      const params = { path: { id } };
      const headers = ifMatch(version);
      return answered(await api.PATCH('/api/v1/avatars/{id}', { params, headers, body, signal }));
    },
    async remeasure(id, request, { version, regenerate = false, signal } = {}) {
      const answer = await api.PUT('/api/v1/avatars/{id}/measurements', {
        params: { path: { id } },
        headers: ifMatch(version),
        body: { ...request, regenerate },
        signal: signal ?? null,
      });
      const changed = answered(answer);
      const { processingJobId, findings } = changed;
      const job = processingJobId
        ? bodyJob({ avatarId: id, processingJobId, findings }, follow(signal))
        : undefined;
      return { ...changed, job };
    },
    async remove(id, { erase = false, version, signal = null } = {}) {
      const params = { path: { id }, query: { hard: erase ? ('true' as const) : ('false' as const) } };
      await api.DELETE('/api/v1/avatars/{id}', { params, headers: ifMatch(version), signal });
    },
    async restore(id, { signal = null } = {}) {
      const params = { path: { id } };
      return answered(await api.POST('/api/v1/avatars/{id}/restore', { params, signal }));
    },
    async model(id, { signal = null, ...query } = {}) {
      const params = { path: { id }, query };
      const answer = await api.GET('/api/v1/avatars/{id}/model', { params, parseAs: 'blob', signal });
      return answered<Blob>(answer as { data?: Blob });
    },
    async thumbnail(id, { signal = null, ...query } = {}) {
      const params = { path: { id }, query };
      const answer = await api.GET('/api/v1/avatars/{id}/thumbnail', { params, parseAs: 'blob', signal });
      return answered<Blob>(answer as { data?: Blob });
    },
    async validate(body, { signal = null } = {}) {
      return answered(await api.POST('/api/v1/measurements/validate', { body, signal }));
    },
    async retry(id, { signal } = {}) {
      const params = { path: { id }, header: keyed() };
      const made = await api.POST('/api/v1/avatars/{id}/retry', { params, signal: signal ?? null });
      return bodyJob(answered(made), follow(signal));
    },
  };
}
