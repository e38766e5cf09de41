import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SERVICES = fileURLToPath(new URL('services.sh', import.meta.url));

/** Names and values of the engines that `scripts/services.sh up` has brought up; none where there are none. */
export function servicesEnvironment() {
  if (process.platform !== 'linux') return {};
  const lines = execFileSync('bash', [SERVICES, 'env'], { encoding: 'utf8' }).split('\n');
  return Object.fromEntries(
    lines
      .filter((line) => line.includes('='))
      .map((line) => [before(line), line.slice(before(line).length + 1)]),
  );
}

/** Sets those that the environment leaves open. */
export function useServices(env = process.env) {
  for (const [name, value] of Object.entries(servicesEnvironment())) env[name] ??= value;
}

function before(line) {
  return line.slice(0, line.indexOf('='));
}
