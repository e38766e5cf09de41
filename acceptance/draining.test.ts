import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { photo } from '@likeness/test-kit';
import { io } from 'socket.io-client';
import { afterEach, expect, it } from 'vitest';
import { startServer, type TestServer, token } from './harness/server.ts';

let server: TestServer;
afterEach(() => server.remove());

/** An upload of which the server has taken up one half. */
async function halfUploaded(): Promise<{ finish(): Promise<string> }> {
  const form = new FormData();
  form.set('avatar', new Blob([new Uint8Array(await photo({ width: 900, height: 700 }))]), 'me.jpg');
  const { headers, body } = await new Response(form).clone();
  const type = headers.get('content-type');
  const bytes = Buffer.from(await new Response(body).arrayBuffer());
  const { hostname, port } = new URL(server.url);
  const socket: Socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(
    [
      'POST /api/enterprise/avatar/upload HTTP/1.1',
      'Host: x',
      `Authorization: Bearer ${token()}`,
      `Content-Type: ${type}`,
      `Content-Length: ${bytes.length}`,
      'Expect: 100-continue',
      '\r\n',
    ].join('\r\n'),
  );
  // it asks for the body once it has taken the request up
  await once(socket, 'data');
  socket.write(bytes.subarray(0, bytes.length / 2));
  return {
    finish() {
      socket.write(bytes.subarray(bytes.length / 2));
      return text(socket);
    },
  };
}

/** One request on a connection that is kept. */
async function ask(agent: Agent, path: string) {
  const sent = request(new URL(path, server.url), { agent });
  sent.end();
  const [answer] = await once(sent, 'response');
  const body = JSON.parse(await text(answer)) as { status: string };
  return { code: answer.statusCode as number, connection: answer.headers.connection as string, ...body };
}

it.each(['1', '2'])(
  'SIGTERM with %s process(es): first /ready says so, then no more connections, and what runs ends well',
  async (processes) => {
    server = await startServer({ LIKENESS_SHUTDOWN_DELAY: '5s', LIKENESS_PROCESSES: processes });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await ask(agent, '/ready')).toMatchObject({
      code: 200,
      connection: 'keep-alive',
      status: 'ready',
    });
    const socket = io(server.url, {
      transports: ['websocket'],
      auth: { token: token() },
      reconnection: false,
    });
    await once(socket as never, 'connect');
    const told = once(socket as never, 'disconnect');
    const upload = await halfUploaded();

    const exited = once(server.process, 'exit');
    server.process.kill('SIGTERM');
    await expect
      .poll(() => ask(agent, '/ready'), { interval: 50 })
      .toMatchObject({ code: 503, connection: 'close', status: 'shutting down' });
    // whoever has not heard of it yet is served
    expect(await ask(agent, '/health')).toMatchObject({ code: 200, connection: 'close' });

    expect((await told)[0]).toBe('transport close');
    await expect
      .poll(() => fetch(new URL('/health', server.url)).catch((error: Error) => error.message), {
        timeout: 30_000,
      })
      .toBe('fetch failed');
    expect(await upload.finish()).toMatch(/^HTTP\/1.1 201 [\s\S]*"isDuplicate":false/);
    expect((await exited)[0]).toBe(0);
  },
);
