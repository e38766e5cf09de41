import type { Client } from 'openapi-fetch';
import type { paths } from './api.generated.ts';
import type { Picture, Portrait, PortraitHistory, UploadedPortrait } from './api-types.ts';
import { appendFile, appendText, type SendableFile } from './sendable-file.ts';
import { answered } from './transport/answered.ts';
import { idempotencyKey } from './transport/idempotency-key.ts';
import { type FormSender, sendForm, type UploadOptions } from './transport/send-form.ts';

/** Whose picture; `id` is a UUID, a name within your organization, or `me`. */
export interface Entity {
  type: 'user' | 'agent' | 'item' | 'organization';
  id: string;
}

export interface Crop {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface PortraitUploadOptions extends UploadOptions {
  /** Pixels of the picture upright and rotated. */
  crop?: Crop | undefined;
  /** Degrees clockwise, before the crop. */
  rotate?: number | undefined;
  /** Which sizes to make. */
  preset?: string | undefined;
  entity?: Entity | undefined;
}

interface Abortable {
  signal?: AbortSignal | undefined;
}

/** Pictures of people and things. Where no entity is named, it is the caller's own. */
export interface Portraits {
  /** Makes a file somebody's picture. @throws LikenessError such as `file_too_large`, `unsupported_image` */
  upload(file: SendableFile, options?: PortraitUploadOptions): Promise<UploadedPortrait>;
  /** The picture there is now. @throws LikenessError `no_portrait` without one */
  info(entity?: Entity, options?: Abortable): Promise<Portrait>;
  /** The picture there is now and those that an undo can bring back. */
  history(entity?: Entity, options?: Abortable): Promise<PortraitHistory>;
  /** Brings back what was replaced or deleted last. @throws LikenessError `nothing_to_undo` */
  undo(entity?: Entity, options?: Abortable): Promise<Portrait>;
  /** Deletes the picture; with `erase` its history too, for good. */
  remove(options?: { erase?: boolean | undefined } & Abortable, entity?: Entity): Promise<void>;
  /** The addresses of a picture, by the id that its upload gave. */
  urls(avatarId: string, options?: Abortable): Promise<Picture>;
  /** An address that always shows the entity's picture of the time; `me` is known only with a session's cookie. */
  stableUrl(entity: Entity, size?: string): string;
}

const ME: Entity = { type: 'user', id: 'me' };
const COLLECTIONS = { user: 'users', agent: 'agents', item: 'items', organization: 'organizations' } as const;

const pathOf = ({ type, id }: Entity) => ({ collection: COLLECTIONS[type], id });

/** Edges are rounded, not sizes: a crop that ends at the picture's edge does not end beyond it. */
export function wholePixels({ x, y, width, height }: Crop): string {
  const [left, top] = [Math.round(x), Math.round(y)];
  return [left, top, Math.round(x + width) - left, Math.round(y + height) - top].join(',');
}

export function createPortraits(api: Client<paths>, sender: FormSender): Portraits {
  const address = (entity: Entity) =>
    `/api/v1/${COLLECTIONS[entity.type]}/${encodeURIComponent(entity.id)}/avatar`;
  return {
    async upload(file, { crop, rotate, preset, entity = ME, ...options } = {}) {
      const form = new FormData();
      if (crop) appendText(form, 'crop', wholePixels(crop));
      appendText(form, 'rotate', rotate);
      appendText(form, 'preset', preset);
      appendFile(form, 'avatar', file);
      const { data } = await sendForm<{ data: UploadedPortrait }>(sender, address(entity), form, options);
      return data;
    },
    async info(entity = ME, { signal = null } = {}) {
      const params = { path: pathOf(entity) };
      return answered(await api.GET('/api/v1/{collection}/{id}/avatar/info', { params, signal })).data;
    },
    async history(entity = ME, { signal = null } = {}) {
      const params = { path: pathOf(entity) };
      return answered(await api.GET('/api/v1/{collection}/{id}/avatar/history', { params, signal })).data;
    },
    async undo(entity = ME, { signal = null } = {}) {
      const params = { path: pathOf(entity), header: { 'Idempotency-Key': idempotencyKey() } };
      return answered(await api.POST('/api/v1/{collection}/{id}/avatar/undo', { params, signal })).data;
    },
    async remove({ erase = false, signal = null } = {}, entity = ME) {
      const query = { erase: erase ? ('true' as const) : ('false' as const) };
      const params = { path: pathOf(entity), query };
      await api.DELETE('/api/v1/{collection}/{id}/avatar', { params, signal });
    },
    async urls(avatarId, { signal = null } = {}) {
      const params = { path: { avatarId } };
      return answered(await api.GET('/api/enterprise/avatar/{avatarId}', { params, signal })).data;
    },
    stableUrl: (entity, size) =>
      `${sender.baseUrl}${address(entity)}${size === undefined ? '' : `?size=${encodeURIComponent(size)}`}`,
  };
}
