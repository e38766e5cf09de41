// Run by inspect-memory.test.ts in a process of its own: inspects a file and tells what that took.
import { inspect } from '../inspect.ts';

interface Report {
  sharedObjects: string[];
}

const [warmUp = '', path = ''] = process.argv.slice(2);
await inspect(warmUp);
const before = process.resourceUsage().maxRSS;
const started = process.cpuUsage();
const code = await inspect(path).then(
  () => 'taken',
  (error: { code: string }) => error.code,
);
const used = process.cpuUsage(started);
// Of the processor, as others may be using it too.
const milliseconds = (used.user + used.system) / 1_000;
const grownKilobytes = process.resourceUsage().maxRSS - before;
const { sharedObjects } = process.report.getReport() as Report;
const decoders = sharedObjects.filter((name) => /sharp|vips|\.node$/.test(name));
console.log(JSON.stringify({ code, milliseconds, grownKilobytes, decoders }));
