// A process of its own that opens a database and does as it is told over IPC; see database-process.ts.
import { pino } from 'pino';
import { loadConfig } from '../config/config.ts';
import { type DatabaseHandle, openDatabase } from '../database/database.ts';

export type Order = { order: 'query'; sql: string } | { order: 'close' };
export type Report = { opened: string } | { failed: string } | { rows: unknown[] } | { closed: true };

const report = (message: Report) => process.send?.(message);
const failed = (error: unknown) => report({ failed: error instanceof Error ? error.message : String(error) });

let handle: DatabaseHandle | undefined;
process.on('message', async (message: Order) => {
  try {
    if (message.order === 'query') {
      const answer = await handle?.pool.query(message.sql);
      report({ rows: answer?.rows ?? [] });
    } else {
      await handle?.close();
      report({ closed: true });
      process.disconnect();
    }
  } catch (error) {
    failed(error);
  }
});
try {
  handle = await openDatabase({
    config: loadConfig(),
    log: pino({ level: 'fatal' }, pino.destination(2)),
    applicationName: 'child',
    own: process.argv[2] === 'own',
  });
  report({ opened: handle.url });
} catch (error) {
  failed(error);
  process.disconnect();
}
