import { once } from 'node:events';
import { createServer } from 'node:net';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import { expect, it } from 'vitest';
import { createSignInCode } from '../auth/sign-in-code.ts';
import { loadConfig } from '../config/config.ts';
import * as schema from '../database/schema.ts';
import { ConfigurationError } from '../errors.ts';
import { needsDatabase } from './needs-database.ts';

it('says in a sentence that the database went away, and hands on whatever else it was', async () => {
  const gone = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const { port } = gone.address() as { port: number };
  const url = `postgres://ann:secret@127.0.0.1:${port}/likeness`;
  const pool = new Pool({ connectionString: url });
  const db = drizzle(pool, { schema });
  const config = loadConfig({ DATABASE_URL: url });
  const sentence = {
    name: 'ConfigurationError',
    variable: 'DATABASE_URL',
    message: expect.stringContaining('went away'),
  };
  const asked = [() => createSignInCode(db), () => pool.query('SELECT 1'), () => db.execute(sql`SELECT 1`)];
  for (const ask of asked) await expect(needsDatabase<unknown>(config, ask)).rejects.toMatchObject(sentence);
  gone.close();
  await once(gone, 'close');
  for (const ask of asked) await expect(needsDatabase<unknown>(config, ask)).rejects.toMatchObject(sentence);
  await expect(needsDatabase<unknown>(loadConfig({}), () => pool.query('SELECT 1'))).rejects.toThrow(
    'LIKENESS_DATA_DIR: the database went away',
  );
  await pool.end();

  for (const other of [
    new ConfigurationError('PORT', 'is in use'),
    new TypeError('a mistake of ours'),
    Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open' }),
  ]) {
    await expect(needsDatabase(config, () => Promise.reject(other))).rejects.toBe(other);
  }
});
