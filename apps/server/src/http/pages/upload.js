import { ApiError, answerOf, authorization } from './api.js';

/**
 * Sends a picture; XMLHttpRequest because fetch tells no progress of an upload.
 *
 * @param {File} file
 * @param {{ key: string, onProgress: (share: number) => void }} options `key`: the same one again is the same
 *   upload, never a second one; `onProgress`: 0 to 1, of the bytes
 * @returns {{ answer: Promise<object>, cancel: () => void }} rejects with an ApiError, or with null when cancelled
 */
export function upload(file, { key, onProgress }) {
  const request = new XMLHttpRequest();
  const answer = new Promise((resolve, reject) => {
    request.open('POST', '/api/enterprise/avatar/upload');
    for (const [name, value] of Object.entries(authorization())) request.setRequestHeader(name, value);
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('idempotency-key', key);
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener('load', () => {
      try {
        resolve(answerOf(request.status, request.responseText));
      } catch (error) {
        reject(error);
      }
    });
    request.addEventListener('abort', () => reject(null));
    request.addEventListener('error', () =>
      reject(
        new ApiError({
          title: 'The connection broke',
          detail: 'The server did not answer. Your picture is still chosen: "Try again" sends it once more.',
        }),
      ),
    );
    const form = new FormData();
    form.append('avatar', file, file.name || 'pasted-picture');
    request.send(form);
  });
  return { answer, cancel: () => request.abort() };
}

/** `crypto.randomUUID` exists on secure origins only. */
export function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
