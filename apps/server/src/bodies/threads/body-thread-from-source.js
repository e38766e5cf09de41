// The thread where nothing is built: tests and `npm run dev`. `--import tsx` does not reach threads on Node 20.
import { register } from 'tsx/esm/api';

register();
export const { build, check, glb, picture, shape } = await import('./body-thread.ts');
