// `likeness server` in a folder without an .env file; see own-server.ts.
import { runServer } from '@likeness/server';

process.chdir(process.argv[2] ?? '.');
const orphaned = () => process.kill(process.pid, 'SIGTERM');
process.once('disconnect', orphaned);
await runServer();
process.off('disconnect', orphaned);
process.disconnect?.();
