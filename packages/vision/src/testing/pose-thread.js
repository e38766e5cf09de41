// A thread with a pose engine from sources, for create-pose-engine.test.ts. `--import tsx` does not reach threads on
// Node 20.
import { parentPort, workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { createPoseEngine } = await import('../node/create-pose-engine.ts');
const engine = await createPoseEngine({ model: workerData.model });
parentPort?.postMessage('ready');
parentPort?.on('message', async (photo) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(await engine.detect(photo));
});
