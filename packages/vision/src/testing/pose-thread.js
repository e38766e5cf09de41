// A thread with a pose engine from sources, for create-pose-engine.test.ts. `--import tsx` does not reach threads on
// Node 20.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { createPoseEngine } = await import('../node/create-pose-engine.ts');
const { model, photo, port } = workerData;
const engine = await createPoseEngine({ model });
port.postMessage('ready');
port.once('message', async () => port.postMessage(await engine.detect(photo)));
