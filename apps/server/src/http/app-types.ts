import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Principal } from '../auth/principal.ts';
import type { ErrorCode } from '../errors.ts';

/** The Fastify instance that routes are added to: schemas are zod's. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** Who may call a route: anybody, whoever is signed in, or admins of their organization. */
export type Access = 'public' | 'user' | 'admin';

/** What the API reference says of a route beyond its zod schemas. */
export interface RouteDocs {
  /** Codes that the handler may answer; those of access and limits are added by themselves. */
  problems?: readonly ErrorCode[];
  /** The body as it is documented, where no zod schema parses it: an upload. JSON Schema by content type. */
  body?: Readonly<Record<string, unknown>>;
  /** Answers that are not JSON, by status. */
  responses?: Readonly<Record<string, unknown>>;
  /** An answer as an example. */
  example?: unknown;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route says it; one without is refused when it is registered. */
    access?: Access;
    /** Of a public route: tells the handler who asks, when a token says so. */
    identify?: boolean;
    /** Counted by the request limits; by default what is below `/api/`. */
    limited?: boolean;
    docs?: RouteDocs;
  }

  interface FastifyRequest {
    principal: Principal | undefined;
  }
}
