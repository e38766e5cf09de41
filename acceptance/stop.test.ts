import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { startServer, type TestServer } from './harness/server.ts';

let server: TestServer;
afterEach(() => server.remove());

const BODY = '{"code":"no such code"}';

/** A request that the server has begun to read and that lacks the end of its body. */
async function halfSent(): Promise<{ socket: Socket; finish(): Promise<string> }> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(
    `POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\nExpect: 100-continue\r\n\r\n`,
  );
  // The server has taken the request up once it asks for the body.
  await once(socket, 'data');
  socket.write(BODY.slice(0, 5));
  return {
    socket,
    finish() {
      socket.write(BODY.slice(5));
      return text(socket);
    },
  };
}

/** Resolves when the server has written this. */
async function written(what: string | RegExp): Promise<void> {
  const there = () =>
    typeof what === 'string' ? server.output().includes(what) : what.test(server.output());
  while (!there()) await once(server.process.stderr ?? server.process, 'data');
}

it('SIGTERM: a running request gets its answer, new connections none; exit 0', async () => {
  server = await startServer({ LIKENESS_LOG_LEVEL: 'info' });
  const request = await halfSent();
  const exited = once(server.process, 'exit');
  server.process.kill('SIGTERM');
  await written('"msg":"stopping"');
  const connecting = () =>
    fetch(`${server.url}/health`).then(
      () => 'taken',
      ({ message }: Error) => message,
    );
  await expect.poll(connecting).toBe('fetch failed');
  expect(await request.finish()).toMatch(/^HTTP\/1.1 401 [\s\S]*invalid_sign_in_code/);
  expect((await exited)[0]).toBe(0);
  expect(server.output()).not.toContain('still running');
});

it('a request that does not end is cut off after LIKENESS_SHUTDOWN_TIMEOUT; exit 0', async () => {
  server = await startServer({ LIKENESS_LOG_LEVEL: 'info', LIKENESS_SHUTDOWN_TIMEOUT: '300ms' });
  const { socket } = await halfSent();
  const closed = once(socket, 'close');
  expect(await server.stop()).toBe(0);
  expect(server.output()).toContain('still running');
  await closed;
});

it('a second signal ends it at once, and the next start works', async () => {
  server = await startServer({ LIKENESS_LOG_LEVEL: 'info' });
  await halfSent();
  const exited = once(server.process, 'exit');
  server.process.kill('SIGTERM');
  await written('"msg":"stopping"');
  server.process.kill('SIGINT');
  expect((await exited)[0]).toBe(1);
  const again = await server.again();
  expect((await fetch(`${again.url}/ready`)).status).toBe(200);
  expect(await again.stop()).toBe(0);
});

it('the sign-in link comes with the ready line, not after it', async () => {
  server = await startServer();
  expect(server.output()).toMatch(/^likeness listening on (\S+)\nsign in: \1\/#code=\S+$/m);
});

it('several processes: one ready line, a killed one is replaced, all end with their owner', async () => {
  server = await startServer({ LIKENESS_LOG_LEVEL: 'info', LIKENESS_PROCESSES: '2' });
  const listening = () => server.output().match(/"pid":\d+,"msg":"Server listening/g) ?? [];
  const pids = () => [...new Set(listening().map((line) => Number(/\d+/.exec(line)?.[0])))];
  expect(server.output().match(/^likeness listening on /gm)).toHaveLength(1);
  expect(pids()).toHaveLength(2);
  const [victim = 0] = pids();
  process.kill(victim, 'SIGKILL');
  await written('an API process ended');
  while (pids().length < 3) await once(server.process.stderr ?? server.process, 'data');
  expect((await fetch(`${server.url}/ready`)).status).toBe(200);
  expect(await server.stop()).toBe(0);
  for (const pid of pids()) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});
