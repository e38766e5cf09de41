import type { LiveAdvice } from '@likeness/vision/live';
import type { Kind } from '../capture.ts';
import type { Inspection, Question, Reply } from './pose-worker.ts';

/** Looks at pictures in a worker of this page. Rejects where the device cannot: then there is no check, and no harm. */
export interface PoseCheck {
  advise(frame: ImageBitmap, kind: Kind): Promise<LiveAdvice>;
  inspect(photo: Blob, kind: Kind): Promise<Inspection>;
  close(): void;
}

export function createPoseCheck(): PoseCheck {
  const worker = new Worker(new URL('./pose-worker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, (reply: Reply) => void>();
  let last = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    waiting.get(data.id)?.(data);
    waiting.delete(data.id);
  });
  const failAll = (why: string) => {
    for (const [id, settle] of waiting) settle({ id, failed: why });
    waiting.clear();
  };
  worker.addEventListener('error', ({ message }) => failAll(message || 'The worker failed.'));
  function ask(question: Omit<Question, 'id'>): Promise<Reply> {
    last += 1;
    const id = last;
    return new Promise((resolve, reject) => {
      waiting.set(id, (reply) => ('failed' in reply ? reject(new Error(reply.failed)) : resolve(reply)));
      const { picture } = question;
      worker.postMessage({ ...question, id }, picture instanceof ImageBitmap ? [picture] : []);
    });
  }
  return {
    async advise(picture, kind) {
      const reply = await ask({ ask: 'advise', kind, picture });
      return (reply as Extract<Reply, { advice: LiveAdvice }>).advice;
    },
    async inspect(picture, kind) {
      const reply = await ask({ ask: 'inspect', kind, picture });
      return (reply as Extract<Reply, { inspection: Inspection }>).inspection;
    },
    close() {
      worker.terminate();
      failAll('closed');
    },
  };
}
