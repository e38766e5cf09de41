import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: ['schema', 'statistics-schema', 'avatar-schema', 'sign-in-schema'].map(
    (name) => `./apps/server/src/database/${name}.ts`,
  ),
  out: './apps/server/src/database/migrations',
  schemaFilter: ['shared', 'portrait', 'avatar'],
});
