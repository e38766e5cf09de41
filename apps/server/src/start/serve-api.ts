import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { buildApp } from '../app.ts';
import type { Config } from '../config/config.ts';
import { ConfigurationError } from '../errors.ts';
import type { Services } from '../services.ts';
import { within } from './shutdown.ts';

/** ms for connections to go once they have been cut */
const CUT = 1_000;

export interface ApiServer {
  /** Where it listens. */
  url: string;
  /**
   * Says at `/ready` that it stops, and takes requests for `LIKENESS_SHUTDOWN_DELAY`, each the last on its connection.
   * Then takes no more connections and lets running requests end, for `LIKENESS_SHUTDOWN_TIMEOUT` at most.
   */
  stop(): Promise<void>;
}

/** @throws ConfigurationError when HOST and PORT cannot be listened on */
export async function serveApi(services: Services): Promise<ApiServer> {
  const { config, lifecycle, log } = services;
  const app = await buildApp(services);
  try {
    await app.listen({ host: config.server.host, port: config.server.port });
  } catch (error) {
    await app.close();
    throw cannotListen(config, error);
  }
  const { port } = app.server.address() as AddressInfo;
  return {
    url: urlOf(config.server.host, port),
    async stop() {
      lifecycle.stopping = true;
      await delay(config.server.shutdownDelay);
      const closed = app
        .close()
        .catch((err: unknown) => log.error({ err }, 'the server did not close cleanly'));
      // Answers that had begun before leave connections that wait for a next request.
      const idle = setInterval(() => app.server.closeIdleConnections(), 100);
      await within(config.server.shutdownTimeout, closed, () => {
        log.warn('requests were still running at the end of LIKENESS_SHUTDOWN_TIMEOUT');
        app.server.closeAllConnections();
      });
      await within(CUT, closed, () => {});
      clearInterval(idle);
    },
  };
}

export function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function cannotListen({ server: { host, port } }: Config, error: unknown): unknown {
  const options = { cause: error };
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new ConfigurationError(
        'PORT',
        `${port} is in use on ${host}. Stop what listens there or choose another.`,
        options,
      );
    case 'EACCES':
      return new ConfigurationError(
        'PORT',
        `${port} may not be listened on by this user. Choose one from 1024.`,
        options,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new ConfigurationError('HOST', `${host} is not an address of this machine.`, options);
    default:
      return error;
  }
}
