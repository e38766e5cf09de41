import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { enginesOf } from './engines-under-test.ts';

/** An object as it lies in the store. */
export interface KeptObject {
  key: string;
  bytes(): Promise<Buffer>;
}

/** Everything that the server of a data directory keeps in its store, wherever that is. */
export async function storedObjects(dataDir: string, prefix = ''): Promise<KeptObject[]> {
  const { S3_BUCKET_NAME: bucket, S3_BUCKET_PATH: path, ...aws } = enginesOf(dataDir, {});
  if (bucket !== undefined && path !== undefined) return inBucket(bucket, `${path}/`, prefix, aws);
  const root = join(dataDir, 'objects');
  const entries = await readdir(join(root, prefix), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ key: relative(root, file), bytes: () => readFile(file) }));
}

async function inBucket(
  Bucket: string,
  path: string,
  prefix: string,
  aws: Record<string, string>,
): Promise<KeptObject[]> {
  const client = new S3Client({
    region: 'us-east-1',
    endpoint: aws.S3_ENDPOINT ?? '',
    forcePathStyle: true,
    credentials: {
      accessKeyId: aws.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: aws.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
  const { Contents = [], IsTruncated } = await client.send(
    new ListObjectsV2Command({ Bucket, Prefix: path + prefix }),
  );
  if (IsTruncated) throw new Error('more objects than one page tells of');
  return Contents.map(({ Key = '' }) => ({
    key: Key.slice(path.length),
    async bytes() {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
  }));
}
