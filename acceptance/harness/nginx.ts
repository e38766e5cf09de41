import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';

const CONFIGURATION = fileURLToPath(new URL('../../deploy/nginx/likeness.conf', import.meta.url));

export const hasNginx = spawnSync('nginx', ['-v'], { stdio: 'ignore' }).error === undefined;

export interface NginxProxy {
  url: string;
  /** What nginx complained of. */
  errors(): Promise<string>;
  stop(): Promise<void>;
}

/** nginx with `deploy/nginx/likeness.conf` as it is but for the port, in front of these servers. */
export async function startNginx(servers: readonly string[]): Promise<NginxProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'likeness-nginx-'));
  const port = await freePort();
  const ours = await readFile(CONFIGURATION, 'utf8');
  await writeFile(join(folder, 'likeness.conf'), ours.replace('listen 8080;', `listen 127.0.0.1:${port};`));
  const upstream = servers
    .map((url) => `server ${new URL(url).host} max_fails=3 fail_timeout=5s;`)
    .join('\n');
  await writeFile(join(folder, 'upstream.conf'), `upstream likeness {\n${upstream}\n}\n`);
  await writeFile(join(folder, 'nginx.conf'), frame(folder));
  const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const errors = () => readFile(join(folder, 'error.log'), 'utf8');
  for (let answers = false; !answers; ) {
    if (child.exitCode !== null) throw new Error(`nginx did not start:\n${await errors()}`);
    answers = await fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
  return {
    url,
    errors,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What the image's own nginx.conf gives to files in conf.d; folders of our own, as any user may run it. */
const frame = (folder: string) => `
${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 2;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 512; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  include ${folder}/upstream.conf;
  include ${folder}/likeness.conf;
}
`;
