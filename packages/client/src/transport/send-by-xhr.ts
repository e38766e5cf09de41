import { reasonOf } from './pause.ts';

export interface FormRequest {
  url: string;
  headers: Record<string, string>;
  form: FormData;
  signal?: AbortSignal | undefined;
  onProgress?: ((share: number) => void) | undefined;
}

/** Where there is one: browsers and React Native. `fetch` does not tell how much of a body has been sent. */
export const hasXhr = (): boolean => typeof XMLHttpRequest === 'function';

/** Posts a form and tells how much of it is on its way. */
export function sendByXhr({ url, headers, form, signal, onProgress }: FormRequest): Promise<Response> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(reasonOf(signal));
      return;
    }
    const xhr = new XMLHttpRequest();
    const abort = () => xhr.abort();
    const settle = (finish: () => void) => () => {
      signal?.removeEventListener('abort', abort);
      finish();
    };
    xhr.open('POST', url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    if (onProgress) {
      onProgress(0);
      xhr.upload.addEventListener('progress', ({ loaded, total, lengthComputable }) => {
        if (lengthComputable && total > 0) onProgress(loaded / total);
      });
    }
    xhr.addEventListener(
      'load',
      settle(() => resolve(responseOf(xhr))),
    );
    xhr.addEventListener(
      'error',
      settle(() => reject(new TypeError('The request got no answer.'))),
    );
    xhr.addEventListener(
      'abort',
      settle(() => reject(reasonOf(signal))),
    );
    signal?.addEventListener('abort', abort, { once: true });
    xhr.send(form);
  });
}

function responseOf(xhr: XMLHttpRequest): Response {
  const headers = new Headers();
  for (const name of ['content-type', 'retry-after', 'etag']) {
    const value = xhr.getResponseHeader(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(xhr.responseText === '' ? null : xhr.responseText, { status: xhr.status, headers });
}
