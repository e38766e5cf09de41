import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, loadConfig, openServices, type Services } from '@likeness/server';
import { createTestDatabase, type TestDatabase } from '@likeness/server/testing';

export interface ServicesForTests extends Services {
  /** For files of the test's own. */
  folder: string;
  /** What a process needs to work on the same database and store. */
  env: Record<string, string>;
  close(): Promise<void>;
}

/** The server's services on a fresh database and in a temporary folder. */
export async function servicesForTests(settings: Record<string, string> = {}): Promise<ServicesForTests> {
  const testDatabase: TestDatabase = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'likeness-cli-'));
  const env = { ...settings, DATABASE_URL: testDatabase.url, LIKENESS_DATA_DIR: join(folder, 'data') };
  const log = createLog({ level: 'silent' });
  const services = await openServices({ config: loadConfig(env), log, role: 'test' });
  return {
    ...services,
    folder,
    env,
    close: async () => {
      await services.database.close();
      await testDatabase.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
