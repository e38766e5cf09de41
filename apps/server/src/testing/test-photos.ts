import { photo } from '@likeness/test-kit';
import type { Response as Answer } from 'light-my-request';
import { AVATARS, type TestBodies } from './test-bodies.ts';

export const PHOTO_BASED = `${AVATARS}/photo-based`;

/** Texts, and files by field with the name that they are sent under. */
export type PhotoFields = Record<string, string | Uint8Array | { bytes: Uint8Array; name: string }>;

/** A photo of nobody: enough for whatever happens before photos are read. */
export const somePhoto = (seed = 1) => photo({ width: 480, height: 640, seed });

/** A multipart form as browsers send it. */
export async function formOf(
  fields: PhotoFields | readonly (readonly [string, PhotoFields[string]])[],
): Promise<{ headers: Record<string, string>; payload: Buffer }> {
  const form = new FormData();
  const entries = Array.isArray(fields) ? fields : Object.entries(fields as PhotoFields);
  for (const [field, value] of entries as [string, PhotoFields[string]][]) {
    if (typeof value === 'string') form.append(field, value);
    else {
      const { bytes, name } = 'bytes' in value ? value : { bytes: value, name: 'photo.jpg' };
      form.append(field, new File([new Uint8Array(bytes)], name));
    }
  }
  const body = new Response(form);
  const type = body.headers.get('content-type') as string;
  return { headers: { 'content-type': type }, payload: Buffer.from(await body.arrayBuffer()) };
}

/** Sends photos as somebody. */
export async function sendPhotos(
  test: TestBodies,
  who: string | Record<string, string>,
  fields: PhotoFields | readonly (readonly [string, PhotoFields[string]])[],
  more: Record<string, string> = {},
): Promise<Answer> {
  const { headers, payload } = await formOf(fields);
  return test.call(who, 'POST', PHOTO_BASED, payload, { ...headers, ...more });
}

/** Every object of photos that the store holds. */
export async function photoObjects(test: TestBodies): Promise<string[]> {
  const { objects } = await test.services.store.list({ prefix: 'photos/' });
  return objects.map(({ key }) => key);
}
