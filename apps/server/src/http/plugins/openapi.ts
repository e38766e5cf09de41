import swagger from '@fastify/swagger';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { OpenAPIV3_1 } from 'openapi-types';
import { CATALOGUE, type ErrorCode } from '../../errors.ts';
import { VERSION } from '../../version.ts';
import type { Access, App, RouteDocs } from '../app-types.ts';
import { PROBLEM_TYPE } from '../problem.ts';

interface Documented {
  access: Access;
  limited: boolean;
  docs: RouteDocs;
}

/** `GET /avatars/{avatarId}` → what its route says of itself. */
type Routes = Map<string, Documented>;

const ID = 'Id of the request: the one of X-Request-Id, or one made here. Log records carry it.';

const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'Why a request failed (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId', 'success'],
  properties: {
    type: { type: 'string', format: 'uri-reference', examples: ['urn:likeness:error:file_too_large'] },
    title: { type: 'string', examples: ['File too large'] },
    status: { type: 'integer', examples: [413] },
    detail: { type: 'string', description: 'A sentence for a person.' },
    code: { type: 'string', enum: Object.keys(CATALOGUE), description: 'For programs: it never changes.' },
    requestId: { type: 'string', description: ID },
    success: { type: 'boolean', const: false },
    instance: { type: 'string', description: 'The path that was asked for.' },
    errors: {
      type: 'array',
      description: 'With `invalid_value`: each field and what is wrong with it.',
      items: { type: 'object', properties: { field: { type: 'string' }, message: { type: 'string' } } },
    },
  },
} as const;

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    '1 to 255 printable ASCII characters of your choice. A repeat with the same key within 24 hours gets the answer of the first request, and nothing is done twice.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
} as const;

const DESCRIPTION = [
  'Profile pictures in every size.',
  'Make a token with `likeness token --user alice` and send it as `Authorization: Bearer <token>`.',
  'Failures are problem documents; `code` is for programs, `detail` for people.',
].join('\n\n');

/** Collects every route into an OpenAPI 3.1 document: `app.swagger()`. */
export async function describeApi(app: App): Promise<void> {
  const routes: Routes = new Map();
  const jsonSchema = createJsonSchemaTransform({});
  const withComponents = createJsonSchemaTransformObject({});
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Likeness', version: VERSION, description: DESCRIPTION, license: { name: 'MIT' } },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          session: { type: 'apiKey', in: 'cookie', name: 'likeness_session' },
        },
      },
    },
    transform: (route) => {
      const { access = 'user', limited = false, docs = {} } = route.route.config ?? {};
      for (const method of [route.route.method].flat()) {
        routes.set(`${method} ${pathTemplate(route.url)}`, { access, limited, docs });
      }
      return jsonSchema(route as Parameters<typeof jsonSchema>[0]);
    },
    transformObject: (document) =>
      complete(withComponents(document) as OpenAPIV3_1.Document, routes) as never,
  });
}

function complete(document: OpenAPIV3_1.Document, routes: Routes): OpenAPIV3_1.Document {
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: PROBLEM_SCHEMA as never },
  };
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(item ?? {})) {
      const route = routes.get(`${method.toUpperCase()} ${path}`);
      if (route !== undefined) completeOperation(operation as OpenAPIV3_1.OperationObject, route);
      // clients are generated of it: no two operations have the same id
      if (method === 'head' && item !== undefined) {
        item.head = { ...item.head, operationId: `${item.get?.operationId}Headers` } as never;
      }
    }
  }
  return document;
}

function completeOperation(
  operation: OpenAPIV3_1.OperationObject,
  { access, limited, docs }: Documented,
): void {
  Object.assign(operation, { 'x-access': access });
  operation.security = access === 'public' ? [] : [{ bearer: [] }, { session: [] }];
  if (docs.body !== undefined) operation.requestBody = { required: true, content: contentOf(docs.body) };
  if (docs.problems?.includes('idempotency_key_reused')) {
    operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
  }
  const responses: Record<string, unknown> = { ...operation.responses, ...docs.responses };
  if (docs.example !== undefined) addExample(responses, docs.example);
  for (const [status, codes] of problemsByStatus(access, limited, docs.problems ?? [])) {
    responses[status] ??= {
      description: codes.map((code) => `\`${code}\`: ${CATALOGUE[code].detail}`).join('\n\n'),
      content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
  if (docs.responses !== undefined && !('200' in docs.responses)) dropPlaceholder(responses);
  operation.responses = responses as OpenAPIV3_1.ResponsesObject;
}

function problemsByStatus(
  access: Access,
  limited: boolean,
  own: readonly ErrorCode[],
): Map<string, ErrorCode[]> {
  const codes: ErrorCode[] = [...own];
  // of more parts than a form has
  if (own.includes('malformed_multipart')) codes.push('body_too_large');
  if (access !== 'public') codes.push('token_required', 'invalid_token', 'token_expired');
  if (access === 'admin') codes.push('forbidden');
  if (limited) codes.push('too_many_requests');
  if (access !== 'public') codes.push('database_unavailable');
  const byStatus = new Map<string, ErrorCode[]>();
  for (const code of new Set(codes)) {
    const status = String(CATALOGUE[code].status);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return byStatus;
}

const contentOf = (byType: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(byType).map(([type, schema]) => [type, { schema: schema as never }]));

/** Put on the successful JSON answer. */
function addExample(responses: Record<string, unknown>, example: unknown): void {
  for (const [status, response] of Object.entries(responses)) {
    const { content } = response as { content?: Record<string, { example?: unknown }> };
    if (status.startsWith('2') && content?.['application/json'])
      content['application/json'].example = example;
  }
}

/** The generator's stand-in for routes without a response schema. */
function dropPlaceholder(responses: Record<string, unknown>): void {
  const { description, content } = (responses['200'] ?? {}) as { description?: string; content?: unknown };
  if (description === 'Default Response' && content === undefined) delete responses['200'];
}

const pathTemplate = (url: string) => url.replace(/:(\w+)(\([^)]*\))?/g, '{$1}');
