const channel = new BroadcastChannel('likeness-session');

/** Tells the other tabs that somebody came in or left. */
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin
export const tellTabs = (): void => channel.postMessage('changed');

/** Another tab has told so. */
export function onOtherTab(listener: () => void): () => void {
  channel.addEventListener('message', listener);
  return () => channel.removeEventListener('message', listener);
}
