import { fastify } from 'fastify';
import { describe, expect, it } from 'vitest';
import type { Access, App } from '../app-types.ts';
import { guardRoutes, mayCall, PUBLIC_SCOPE } from './access.ts';

function guarded(): App {
  const app = fastify() as unknown as App;
  const unused = () => Promise.reject(new Error('not asked'));
  guardRoutes(app, {
    tokens: { verify: unused },
    identities: { resolve: unused },
    limit: async () => {},
    factorOf: () => 1,
    sessions: { isOpen: unused, find: unused },
  });
  return app;
}
const handler = async () => 'ok';

describe('guardRoutes', () => {
  it('refuses a route that does not say who may call it', () => {
    expect(() => guarded().get('/secret', handler)).toThrow('does not say who may call it');
    expect(() => guarded().get('/secret', { config: { limited: false } }, handler)).toThrow('does not say');
  });

  it('refuses it within a plugin too, unless the scope is public', async () => {
    const app = guarded();
    await expect(
      app.register(async (scope) => {
        scope.get('/secret', handler);
      }),
    ).rejects.toThrow('does not say who may call it');
  });

  it('opens what is public, and nothing beside it', async () => {
    const app = guarded();
    await app.register(async (scope) => {
      scope.decorate(PUBLIC_SCOPE, true);
      scope.get('/open', handler);
    });
    expect(() => app.get('/secret', handler)).toThrow('does not say');
    expect((await app.inject('/open')).body).toBe('ok');
  });
});

describe('mayCall', () => {
  const none: string[] = [];
  it.each<[Access | undefined, 'user' | 'premium' | 'admin', string[], boolean]>([
    ['user', 'user', none, true],
    ['user', 'premium', none, true],
    ['admin', 'user', none, false],
    ['admin', 'premium', none, false],
    ['admin', 'admin', none, true],
    ['admin', 'user', ['system'], true],
    ['admin', 'user', ['other'], false],
    [undefined, 'admin', ['system'], false],
  ])('%s for %s with %j: %s', (access, role, permissions, expected) => {
    expect(mayCall(access, { role, permissions })).toBe(expected);
  });
});
