import type { Services } from '../../services.ts';
import type { App } from '../app-types.ts';

/** While the process stops, each answer is the last on its connection: clients reconnect elsewhere. */
export function closeConnectionsWhileStopping(app: App, { lifecycle }: Services): void {
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (lifecycle.stopping) reply.header('connection', 'close');
    done(null, payload);
  });
}
