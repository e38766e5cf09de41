import type { Picture } from '@likeness/client';
import { Avatar, LikenessProvider } from '@likeness/react';
import type { ReactNode } from 'react';
import { entityOf } from './entity-of.ts';
import { LikenessElement } from './likeness-element.ts';

const DEFAULT_SIZE = 48;

/**
 * Somebody's picture.
 *
 * @example
 * <likeness-avatar user="0198c5f2-…" base-url="https://likeness.example" name="Ada Lovelace" size="64"></likeness-avatar>
 */
export class LikenessAvatar extends LikenessElement {
  static readonly observedAttributes = [
    'alt',
    'base-url',
    'entity',
    'name',
    'presence',
    'shape',
    'size',
    'src',
    'token',
    'user',
  ];
  #picture: Picture | undefined;
  #observer: MutationObserver | undefined;

  /** Shown in place of what the attributes name: what an upload has answered, for example. */
  get picture(): Picture | undefined {
    return this.#picture;
  }
  set picture(picture: Picture | undefined) {
    this.#picture = picture;
    this.update();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer ??= new MutationObserver(() => this.update());
    this.#observer.observe(this, { childList: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  protected view(): ReactNode {
    const likeness = this.likeness();
    const size = Number(this.getAttribute('size')) || DEFAULT_SIZE;
    const name = this.getAttribute('name') ?? '';
    const shape = this.getAttribute('shape');
    const entity = entityOf(this.getAttribute('entity'), this.getAttribute('user'));
    const src = this.getAttribute('src') ?? (entity && likeness.portraits.stableUrl(entity, sizeName(size)));
    // who it is that asks must be known for more than one address
    const shown = this.#picture ? { picture: this.#picture } : entity && this.token ? { entity } : { src };
    return (
      <LikenessProvider likeness={likeness}>
        <Avatar
          {...shown}
          name={name}
          alt={this.getAttribute('alt') ?? name}
          size={size}
          shape={shape === 'rounded' || shape === 'square' ? shape : 'circle'}
          presence={this.#presence()}
        />
      </LikenessProvider>
    );
  }

  #presence(): ReactNode {
    const state = this.getAttribute('presence');
    const own = [...this.children].some(({ slot }) => slot === 'presence');
    if (!own && !state) return undefined;
    return (
      <slot name="presence">
        {state && (
          <span className="likeness-presence-dot" data-presence={state} role="img" aria-label={state} />
        )}
      </slot>
    );
  }
}

/** The size of the server's own that is large enough for sharp screens. */
function sizeName(size: number): string {
  const pixels = size * Math.min(2, globalThis.devicePixelRatio || 1);
  if (pixels <= 50) return 'thumbnail';
  if (pixels <= 100) return 'small';
  return pixels <= 200 ? 'medium' : 'large';
}
