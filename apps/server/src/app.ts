import cookie from '@fastify/cookie';
import { fastify, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { createIdentities } from './auth/identities.ts';
import { createSessions } from './auth/sessions.ts';
import { createTokenVerifier } from './auth/verify-token.ts';
import { factorOf } from './bodies/allowance.ts';
import type { App } from './http/app-types.ts';
import { answerUnreadableRequest, handleErrors, sendFrameworkProblem } from './http/error-handler.ts';
import { guardRoutes } from './http/plugins/access.ts';
import { allowOrigins } from './http/plugins/cors.ts';
import { checkHosts } from './http/plugins/host.ts';
import { describeApi } from './http/plugins/openapi.ts';
import { createLimit } from './http/plugins/rate-limit.ts';
import { logRequests } from './http/plugins/request-log.ts';
import { addSecurityHeaders } from './http/plugins/security-headers.ts';
import { closeConnectionsWhileStopping } from './http/plugins/stopping.ts';
import { closeOnUnreadBodies } from './http/plugins/unread-bodies.ts';
import { requestIdOf } from './http/request-id.ts';
import { adminRoutes } from './http/routes/admin/index.ts';
import { bodyRoutes } from './http/routes/bodies/index.ts';
import { portraitRoutes } from './http/routes/portraits.ts';
import { addSessionRoutes } from './http/routes/session/index.ts';
import { addSystemRoutes } from './http/routes/system/index.ts';
import { webhookRoutes } from './http/routes/webhooks/index.ts';
import { addRealtime } from './realtime/realtime.ts';
import type { Services } from './services.ts';

/** characters of a name in an address: 200, of four bytes each, percent-encoded */
const LONGEST_NAME = 200 * 4 * 3;

/** The whole HTTP side, ready to listen or to be injected into. */
export async function buildApp(services: Services): Promise<App> {
  const { config, database } = services;
  const app = createApp(services);

  handleErrors(app);
  logRequests(app);
  closeConnectionsWhileStopping(app, services);
  closeOnUnreadBodies(app);
  await addSecurityHeaders(app, config);
  allowOrigins(app, config.server.corsOrigins);
  checkHosts(app);
  await app.register(cookie);

  const identities = createIdentities(database.db);
  const sessions = createSessions(database.db);
  const tokens = await createTokenVerifier(services);
  const limit = await createLimit(app, services);
  await describeApi(app);
  guardRoutes(app, {
    tokens,
    identities,
    sessions,
    limit,
    factorOf: (role) => factorOf(config, role),
  });

  addSessionRoutes(app, services, { identities, sessions });
  portraitRoutes(app, services);
  bodyRoutes(app, services);
  webhookRoutes(app, services);
  adminRoutes(app, services, identities);
  await addSystemRoutes(app, services);
  addRealtime(app, services, { tokens, identities, sessions });

  await app.ready();
  return app;
}

function createApp({ config, log }: Services): App {
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestIdOf,
    // One proxy: the address that it saw, not what the client wrote before it.
    trustProxy: config.server.trustProxy ? (_address, hop) => hop < 1 : false,
    bodyLimit: 1024 * 1024,
    keepAliveTimeout: 72_000,
    // an upload gives up by itself before; this ends what is no upload
    requestTimeout: config.pictures.uploadTimeout + 10_000,
    routerOptions: { maxParamLength: LONGEST_NAME },
    // Running requests end as ever during a shutdown; `/ready` tells the balancer to send no more.
    return503OnClosing: false,
    frameworkErrors: sendFrameworkProblem,
    clientErrorHandler: answerUnreadableRequest,
  }).withTypeProvider<ZodTypeProvider>() as unknown as App;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser('text/plain');
  // who takes an upload reads it
  app.addContentTypeParser('multipart/form-data', (_request, _body, done) => done(null));
  return app;
}
