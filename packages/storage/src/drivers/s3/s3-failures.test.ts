import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { StorageDriver } from '../../driver.ts';
import type { StorageError } from '../../errors.ts';
import { createS3Driver } from './create-s3-driver.ts';
import { bucketRegion, s3FaultOf } from './failures.ts';

/** What a driver makes of answers that the test server does not give; those of its own it gives in the suite. */
let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function driverOn(answer: RequestListener, timeout = 2_000): Promise<StorageDriver> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return createS3Driver({
    bucket: 'b',
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    pathStyle: true,
    credentials: { accessKeyId: 'k', secretAccessKey: 's' },
    attempts: 2,
    timeout,
  });
}

const refusal =
  (status: number, code: string, more = ''): RequestListener =>
  (request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>told</Message>${more}</Error>`);
  };

const STARTED =
  '<?xml version="1.0"?><InitiateMultipartUploadResult><Bucket>b</Bucket><Key>a</Key><UploadId>u</UploadId></InitiateMultipartUploadResult>';

describe('answers of S3', () => {
  it.each([
    [301, 'PermanentRedirect', 'wrong_region'],
    [400, 'AuthorizationHeaderMalformed', 'wrong_region'],
    [403, 'AccessDenied', 'forbidden'],
    [403, 'InvalidAccessKeyId', 'unknown_key'],
    [403, 'SignatureDoesNotMatch', 'wrong_secret'],
    [400, 'ExpiredToken', 'expired_token'],
    [404, 'NoSuchBucket', 'no_bucket'],
    [400, 'KMS.NotFoundException', 'no_kms_key'],
  ])('%i %s says what is wrong: %s', async (status, code, fault) => {
    const driver = await driverOn(refusal(status, code, '<Region>eu-west-1</Region>'));
    const error = await driver.put({ key: 'a', body: Buffer.from('a') }).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ name: 'StorageError', code: 'unavailable' });
    expect(s3FaultOf(error)).toBe(fault);
    expect(bucketRegion(error as StorageError)).toBe('eu-west-1');
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('AWS4-HMAC');
  });

  it.each([
    [500, 'InternalError', 'unavailable'],
    [503, 'SlowDown', 'unavailable'],
    [507, 'QuotaExceeded', 'full'],
    [403, 'QuotaExceeded', 'full'],
  ])('%i %s is tried again and then %s', async (status, code, expected) => {
    let tries = 0;
    const driver = await driverOn((request, response) => {
      tries++;
      refusal(status, code)(request, response);
    });
    await expect(driver.list()).rejects.toMatchObject({ code: expected });
    expect(tries).toBe(status >= 500 && status !== 507 ? 2 : tries);
  });

  it('a store that is silent, hangs up or is not there is unavailable', async () => {
    const silent = await driverOn((request) => void request.resume(), 150);
    await expect(silent.exists({ key: 'a' })).rejects.toMatchObject({ code: 'unavailable' });
    server.closeAllConnections();
    server.close();
    const rude = await driverOn((request) => request.socket.destroy());
    await expect(rude.get({ key: 'a' })).rejects.toMatchObject({ code: 'unavailable' });
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    const error = await rude.get({ key: 'a' }).catch((failure: unknown) => failure);
    expect(s3FaultOf(error)).toBe('unreachable');
  });

  it('a batch of which some are refused is asked for again, and then told', async () => {
    const asked: number[] = [];
    const driver = await driverOn(async (request, response) => {
      const body = (await buffer(request)).toString();
      if (request.url?.includes('versioning')) return response.end('<VersioningConfiguration/>');
      const keys = [...body.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key]) => key);
      asked.push(keys.length);
      const errors = keys
        .filter((key) => key !== 'good')
        .map((key) => `<Error><Key>${key}</Key><Code>InternalError</Code></Error>`);
      response.end(`<?xml version="1.0"?><DeleteResult>${errors.join('')}</DeleteResult>`);
    });
    await expect(driver.delete({ keys: ['good', 'bad'] })).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked).toEqual([2, 1, 1]);
  });

  it('a body that breaks off is taken up again where it stopped, of the same object only', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251));
    const ranges: (string | undefined)[] = [];
    const tags: unknown[] = [];
    const driver = await driverOn((request, response) => {
      ranges.push(request.headers.range);
      tags.push(request.headers['if-match']);
      const start = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const left = bytes.subarray(start);
      response.writeHead(start > 0 ? 206 : 200, {
        etag: '"t"',
        'content-length': left.length,
        ...(start > 0 && { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
      });
      if (ranges.length < 4) response.write(left.subarray(0, 100_000), () => request.socket.destroy());
      else response.end(left);
    });
    const { body, info } = await driver.get({ key: 'a' });
    expect(info.size).toBe(300_000);
    expect((await buffer(body)).equals(bytes)).toBe(true);
    expect(ranges[0]).toBeUndefined();
    expect(ranges.length).toBeGreaterThan(1);
    expect(tags.slice(1).every((tag) => tag === '"t"')).toBe(true);
  });

  it('a body that never goes on ends with unavailable', async () => {
    const driver = await driverOn((request, response) => {
      response.writeHead(200, { etag: '"t"', 'content-length': 10 });
      response.flushHeaders();
      setImmediate(() => request.socket.destroy());
    });
    const read = async () => await buffer((await driver.get({ key: 'a' })).body);
    await expect(read()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('an upload in parts that somebody withdrew is unavailable, not an object that is missing', async () => {
    const driver = await driverOn((request, response) => {
      if (request.method === 'POST') return response.end(STARTED);
      refusal(404, 'NoSuchUpload')(request, response);
    });
    await expect(driver.put({ key: 'a', body: Buffer.alloc(6_000_000) })).rejects.toMatchObject({
      code: 'unavailable',
    });
  });

  it("leftovers are old by the store's clock, and one that another cleanup withdrew is no failure", async () => {
    const storeTime = Date.parse('2001-01-03T00:00:00Z');
    const withdrawn: (string | null)[] = [];
    const driver = await driverOn((request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://s3');
      response.setHeader('date', new Date(storeTime).toUTCString());
      if (request.method === 'DELETE') {
        const id = searchParams.get('uploadId');
        withdrawn.push(id);
        if (id === 'twice') return refusal(404, 'NoSuchUpload')(request, response);
        response.statusCode = 204;
        return response.end();
      }
      if (searchParams.has('versioning')) return response.end('<VersioningConfiguration/>');
      if (!searchParams.has('uploads')) return response.end('<ListBucketResult/>');
      const upload = (id: string, hours: number) =>
        `<Upload><Key>a</Key><UploadId>${id}</UploadId><Initiated>${new Date(storeTime - hours * 3_600_000).toISOString()}</Initiated></Upload>`;
      const uploads = [upload('twice', 30), upload('old', 25), upload('young', 23)].join('');
      response.end(`<ListMultipartUploadsResult>${uploads}</ListMultipartUploadsResult>`);
    });
    expect(await driver.removeLeftovers({ olderThan: new Date(Date.now() - 24 * 3_600_000) })).toBe(1);
    // the SDK asks again once it has set its clock by the store's
    expect(new Set(withdrawn)).toEqual(new Set(['twice', 'old']));
  });
});
