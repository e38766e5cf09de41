/** Waits. @throws the reason of the signal, when it is aborted meanwhile */
export function pause(ms: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(reasonOf(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/** React Native's signals know no reason. */
export function reasonOf(signal: AbortSignal | null | undefined): unknown {
  return signal?.reason ?? Object.assign(new Error('Aborted.'), { name: 'AbortError' });
}
