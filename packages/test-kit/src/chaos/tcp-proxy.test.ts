import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Caller, startPeer } from './sockets-for-tests.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';
import type { Toxic } from './toxics.ts';

let peer: Awaited<ReturnType<typeof startPeer>>;
let proxy: TcpProxy;
const callers: Caller[] = [];
const call = (): Caller => {
  const caller = new Caller(proxy.port);
  callers.push(caller);
  return caller;
};
beforeEach(async () => {
  peer = await startPeer();
  proxy = await startTcpProxy(peer.url);
});
afterEach(async () => {
  for (const { socket } of callers.splice(0)) socket.destroy();
  await proxy.close();
  peer.close();
});

describe('a way to a server', () => {
  it('has the address it was given, at a port of its own', async () => {
    const redis = await startTcpProxy('redis://user:word@localhost:6379/3');
    expect(redis.url).toBe(`redis://user:word@127.0.0.1:${redis.port}/3`);
    await redis.close();
    await expect(startTcpProxy('http://localhost')).rejects.toThrow('port');
  });

  it('carries megabytes both ways unchanged, and the end of what one side says', async () => {
    const sent = randomBytes(5_000_000);
    const caller = call();
    caller.send(sent);
    caller.socket.end();
    await caller.ended;
    expect(digest(caller.got)).toBe(digest(sent));
    expect(proxy.connections.ever).toBe(1);
    await expect.poll(() => proxy.connections.open).toBe(0);
  });

  it('is reset where nobody listens behind it', async () => {
    peer.close();
    expect(await call().ended).toBe('ECONNRESET');
  });

  it('breaks the server’s end when the caller breaks', async () => {
    const caller = call();
    caller.send('x');
    await caller.bytes(1);
    caller.socket.resetAndDestroy();
    await expect.poll(() => proxy.connections.open).toBe(0);
  });
});

/** Faults that may slow bytes and may not change them. */
const harmless = fc.oneof(
  fc.record({
    type: fc.constant('slicer' as const),
    size: fc.integer({ min: 1, max: 5_000 }),
    variation: fc.integer({ min: 0, max: 6_000 }),
    delay: fc.integer({ min: 0, max: 1 }),
  }),
  fc.record({
    type: fc.constant('latency' as const),
    latency: fc.integer({ min: 0, max: 20 }),
    jitter: fc.integer({ min: 0, max: 30 }),
  }),
  fc.record({
    type: fc.constant('bandwidth' as const),
    rate: fc.integer({ min: 2_000_000, max: 50_000_000 }),
  }),
);

it('passes every byte in order through slicer, latency and bandwidth, in any chunks, toxics coming and going', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 4_000 }), { minLength: 1, maxLength: 12 }),
      fc.array(
        fc.tuple(harmless, fc.constantFrom('upstream' as const, 'downstream' as const), fc.boolean()),
        {
          maxLength: 4,
        },
      ),
      async (chunks, toxics) => {
        const caller = call();
        const added = toxics.map(([toxic, stream]) => proxy.add(toxic as Toxic, stream));
        for (const [index, chunk] of chunks.entries()) {
          caller.send(chunk);
          if (toxics[index]?.[2]) added[index]?.remove();
        }
        caller.socket.end();
        await caller.ended;
        for (const one of added) one.remove();
        expect(digest(caller.got)).toBe(digest(Buffer.concat(chunks)));
      },
    ),
    { numRuns: 60 },
  );
});

describe('latency', () => {
  it('delays what comes back by so much', async () => {
    proxy.add({ type: 'latency', latency: 150, jitter: 20 });
    const caller = call();
    const began = performance.now();
    caller.send('x');
    await caller.bytes(1);
    expect(performance.now() - began).toBeGreaterThanOrEqual(130);
  });

  it('ends for what waits when it is removed', async () => {
    const slow = proxy.add({ type: 'latency', latency: 3_600_000 }, 'upstream');
    const caller = call();
    const came = proxy.nextBytes('upstream');
    caller.send('hello');
    await came;
    slow.remove();
    expect(String(await caller.bytes(5))).toBe('hello');
  });
});

it('bandwidth: half a megabyte at a megabyte a second takes half a second', async () => {
  proxy.add({ type: 'bandwidth', rate: 1_000_000 }, 'upstream');
  const caller = call();
  const began = performance.now();
  caller.send(Buffer.alloc(500_000));
  await caller.bytes(500_000);
  expect(performance.now() - began).toBeGreaterThan(440);
});

it('slicer: what is sent at once comes in many pieces', async () => {
  const sizes: number[] = [];
  peer.close();
  peer = await startPeer((socket) => socket.on('data', (bytes: Buffer) => sizes.push(bytes.length)));
  await proxy.close();
  proxy = await startTcpProxy(peer.url);
  proxy.add({ type: 'slicer', size: 100, variation: 50, delay: 2 }, 'upstream');
  const caller = call();
  caller.send(Buffer.alloc(2_000));
  await expect.poll(() => sizes.reduce((sum, size) => sum + size, 0)).toBe(2_000);
  expect(sizes.length).toBeGreaterThan(5);
});

describe('timeout', () => {
  it('lets nothing through until it is removed', async () => {
    const caller = call();
    caller.send('a');
    await caller.bytes(1);
    const stuck = proxy.add({ type: 'timeout', timeout: 0 });
    const came = proxy.nextBytes('downstream');
    caller.send('b');
    await came;
    expect(String(caller.got)).toBe('a');
    stuck.remove();
    expect(String(await caller.bytes(2))).toBe('ab');
  });

  it('closes the connection after its time', async () => {
    proxy.add({ type: 'timeout', timeout: 50 });
    const caller = call();
    caller.send('b');
    expect(await caller.ended).toBe('closed');
    expect(caller.got.length).toBe(0);
  });
});

it('reset: the caller sees RST in place of the answer, which the server has sent', async () => {
  const caller = call();
  caller.send('before');
  await caller.bytes(6);
  const broken = proxy.add({ type: 'reset' });
  const came = proxy.nextBytes('downstream');
  caller.send('after');
  await came;
  expect(await caller.ended).toBe('ECONNRESET');
  broken.remove();
  const next = call();
  next.send('again');
  expect(String(await next.bytes(5))).toBe('again');
});

it('limit: closes after so many bytes of each connection since it was added', async () => {
  const caller = call();
  caller.send(Buffer.alloc(1_000));
  await caller.bytes(1_000);
  proxy.add({ type: 'limit', bytes: 300 });
  caller.send(Buffer.alloc(1_000));
  expect(await caller.ended).toBe('closed');
  expect(caller.got.length).toBe(1_300);
  const later = call();
  later.send(Buffer.alloc(300));
  await later.bytes(300);
  later.send('x');
  expect(await later.ended).toBe('closed');
  expect(later.got.length).toBe(300);
});

it('down: breaks what is open and refuses what comes; up: takes callers at the same port', async () => {
  const caller = call();
  caller.send('x');
  await caller.bytes(1);
  const { port } = proxy;
  await proxy.down();
  expect(await caller.ended).toBe('ECONNRESET');
  expect(await call().ended).toBe('ECONNREFUSED');
  await proxy.up();
  expect(proxy.port).toBe(port);
  const next = call();
  next.send('back');
  expect(String(await next.bytes(4))).toBe('back');
  proxy.resetAll();
  expect(await next.ended).toBe('ECONNRESET');
});

it('a toxic of one direction leaves the other alone', async () => {
  let arrived = 0;
  peer.close();
  peer = await startPeer((socket) => {
    socket.write('welcome');
    socket.on('data', (bytes: Buffer) => {
      arrived += bytes.length;
    });
  });
  await proxy.close();
  proxy = await startTcpProxy(peer.url);
  proxy.add({ type: 'timeout', timeout: 0 }, 'upstream');
  const caller = call();
  expect(String(await caller.bytes(7))).toBe('welcome');
  const came = proxy.nextBytes('upstream');
  caller.send('lost?');
  await came;
  expect(arrived).toBe(0);
  await once(caller.socket.destroy(), 'close');
});

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
