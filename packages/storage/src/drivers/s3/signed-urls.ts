import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { SignedUrlRequest } from '../../driver.ts';
import { checkKey } from '../../keys.ts';
import { checkExpiresIn } from '../../requests.ts';
import { answered } from './failures.ts';
import { at, type S3Store } from './s3-store.ts';

/**
 * An address of the store itself for one object, one method, until one time. What is put there is encrypted by the
 * bucket's own rule: an address carries no headers.
 */
export async function signUrl(store: S3Store, request: SignedUrlRequest): Promise<string> {
  const target = at(store, checkKey(request.key));
  const expiresIn = checkExpiresIn(request.expiresIn);
  const command = request.method === 'GET' ? new GetObjectCommand(target) : new PutObjectCommand(target);
  return await answered(getSignedUrl(store.client, command, { expiresIn }));
}
