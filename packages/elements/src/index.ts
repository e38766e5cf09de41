import type { UploadedPortrait } from '@likeness/client';
import { LikenessAvatar } from './likeness-avatar.tsx';
import { LikenessUploader } from './likeness-uploader.tsx';

export { LikenessAvatar, LikenessUploader };

// two copies of this file on a page shall not break it
if (globalThis.customElements) {
  if (!customElements.get('likeness-avatar')) customElements.define('likeness-avatar', LikenessAvatar);
  if (!customElements.get('likeness-uploader')) customElements.define('likeness-uploader', LikenessUploader);
}

declare global {
  interface HTMLElementTagNameMap {
    'likeness-avatar': LikenessAvatar;
    'likeness-uploader': LikenessUploader;
  }
  interface HTMLElementEventMap {
    'likeness-uploaded': CustomEvent<UploadedPortrait>;
    'likeness-error': CustomEvent<Error & { code?: string }>;
    'likeness-cancelled': CustomEvent<undefined>;
  }
}
