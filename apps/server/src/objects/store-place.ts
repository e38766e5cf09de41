import type { Config } from '../config/config.ts';

/** Where the objects are, in words, and the setting that says so. */
export interface StorePlace {
  variable: string;
  where: string;
}

export type StoreKind = Config['storage']['backend'];

/** @param kind by default the configured one */
export function storePlace({ s3, storage }: Config, kind: StoreKind = storage.backend): StorePlace {
  if (kind === 'disk') return { variable: 'UPLOAD_DIRECTORY', where: storage.objectsDir };
  const path = s3.path === '' ? '' : `/${s3.path}`;
  return { variable: 'S3_BUCKET_NAME', where: `the bucket ${s3.bucket}${path}` };
}
