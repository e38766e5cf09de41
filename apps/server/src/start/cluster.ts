import cluster, { type Worker } from 'node:cluster';
import type { Config } from '../config/config.ts';
import { ConfigurationError } from '../errors.ts';
import type { Log } from '../log.ts';
import { announce } from './announce.ts';
import { inServer, prepareBackground } from './background.ts';
import { closeServices, openServices } from './open-services.ts';
import { serveApi } from './serve-api.ts';
import { awaitStop, within } from './shutdown.ts';

const BACKOFF = { first: 200, most: 10_000, forgottenAfter: 60_000 };
/** ms beyond the shutdown time for an API process to close its connections to the database */
const MARGIN = 5_000;

type Message =
  | { type: 'listening'; url: string }
  | { type: 'refused'; variable: string; message: string }
  | { type: 'stop' };

/**
 * `LIKENESS_PROCESSES` API processes under this one, which owns the database, the jobs, the cleanup and the signals.
 *
 * @throws ConfigurationError when the API processes cannot start as configured
 */
export async function runCluster(config: Config, log: Log): Promise<void> {
  const stop = awaitStop(log);
  try {
    const services = await openServices({ config, log, role: 'server', own: true, onTaken: stop.fail });
    try {
      const background = await prepareBackground(services, inServer(config));
      const children = superviseChildren(config, log);
      try {
        const url = await Promise.race([
          children.listening,
          children.refused,
          stop.asked.then(() => undefined),
        ]);
        if (url instanceof ConfigurationError) throw url;
        await background.start();
        if (url !== undefined) await announce(url, services);
        log.info({ why: await stop.asked }, 'stopping');
      } finally {
        await Promise.all([children.stop(), background.stop()]);
      }
    } finally {
      await closeServices(services);
    }
  } finally {
    stop.dispose();
  }
}

/** Starts the API processes and replaces those that die, the later the oftener it happens. */
function superviseChildren(config: Config, log: Log) {
  const urls = new Set<number>();
  let stopping = false;
  let backoff = BACKOFF.first;
  let allListen: (url: string) => void = () => {};
  let refuse: (error: ConfigurationError) => void = () => {};
  const listening = new Promise<string>((resolve) => {
    allListen = resolve;
  });
  const refused = new Promise<ConfigurationError>((resolve) => {
    refuse = resolve;
  });

  const start = () => {
    if (stopping) return;
    const child = cluster.fork();
    const startedAt = Date.now();
    child.on('message', (message: Message) => {
      if (message.type === 'refused') refuse(new ConfigurationError(message.variable, message.message));
      if (message.type !== 'listening') return;
      urls.add(child.id);
      if (urls.size >= config.server.processes) allListen(message.url);
    });
    child.on('exit', (code, signal) => {
      if (stopping) return;
      if (Date.now() - startedAt > BACKOFF.forgottenAfter) backoff = BACKOFF.first;
      log.error(
        { child: child.process.pid, exitCode: code, signal, restartIn: backoff },
        'an API process ended; starting another',
      );
      setTimeout(start, backoff);
      backoff = Math.min(backoff * 2, BACKOFF.most);
    });
  };
  for (let started = 0; started < config.server.processes; started += 1) start();

  return {
    listening,
    refused,
    async stop() {
      stopping = true;
      const running = Object.values(cluster.workers ?? {}).filter((child) => child !== undefined);
      const ended = Promise.all(running.map(ending));
      const { shutdownDelay, shutdownTimeout } = config.server;
      await within(shutdownDelay + shutdownTimeout + MARGIN, ended, () => {
        for (const child of running) child.process.kill('SIGKILL');
      });
    },
  };
}

async function ending(child: Worker): Promise<void> {
  if (child.isDead()) return;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  // one that is just going by itself hears it no more
  if (child.isConnected()) child.send({ type: 'stop' } satisfies Message, () => {});
  await ended;
}

/** One API process of a cluster. It answers to the process above it, and ends with it. */
export async function runApiProcess(config: Config, log: Log): Promise<void> {
  const stop = awaitStop(log);
  process.on('message', (message: Message) => {
    if (message.type === 'stop') stop.ask('asked by the owner');
  });
  try {
    const services = await openServices({ config, log, role: 'server', migrate: false, sealed: true });
    try {
      const api = await serveApi(services);
      tell({ type: 'listening', url: api.url });
      await stop.asked;
      await api.stop();
    } finally {
      await closeServices(services);
    }
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const message = error.message.replace(`${error.variable}: `, '');
    tell({ type: 'refused', variable: error.variable, message });
  } finally {
    stop.dispose();
    cluster.worker?.disconnect();
  }
}

const tell = (message: Message) => process.send?.(message);
