import { fastify } from 'fastify';
import { expect, it } from 'vitest';
import type { App } from './app-types.ts';
import { recordPaths } from './known-paths.ts';

it('knows the methods of an address, whatever its parameters are', () => {
  const app = fastify() as unknown as App;
  const { methodsAt } = recordPaths(app);
  const route = async () => '';
  app.get('/a/:id', route);
  app.delete('/a/:id', route);
  app.post('/a/new.file', route);
  app.get('/files/*', route);
  expect(methodsAt('/a/7')).toEqual(['DELETE', 'GET', 'HEAD']);
  expect(methodsAt('/a/new.file')).toEqual(['DELETE', 'GET', 'HEAD', 'POST']);
  expect(methodsAt('/a/newXfile')).not.toContain('POST');
  expect(methodsAt('/files/x/y')).toEqual(['GET', 'HEAD']);
  expect(methodsAt('/a')).toEqual([]);
  expect(methodsAt('/a/7/b')).toEqual([]);
});
