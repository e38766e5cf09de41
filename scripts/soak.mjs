// The soak, with the addresses of the engines that `scripts/services.sh up` has brought up. It runs from its source:
// the harness finds the product beside it.
import { register } from 'tsx/esm/api';
import { useServices } from './services-env.mjs';

register();
useServices();
await import('../acceptance/soak/main.ts');
