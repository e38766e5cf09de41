import { createLikeness, type Likeness } from '@likeness/client';
import styles from '@likeness/react/styles.css?inline';
import type { ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import own from './elements.css?inline';

export type TokenSource = string | (() => string | undefined);

/** Elsewhere than in a browser there are no elements; the module can be imported all the same. */
const Base = (globalThis.HTMLElement ?? Object) as typeof HTMLElement;

let sheet: CSSStyleSheet | undefined;

/** A constructed sheet: no content policy has to allow styles for it. */
function sharedSheet(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(`${styles}\n${own}`);
  }
  return sheet;
}

/** What our elements have in common: a shadow root, drawn anew when an attribute or property changes. */
export abstract class LikenessElement extends Base {
  #root: Root | undefined;
  #client: { likeness: Likeness; of: string } | undefined;
  #token: TokenSource | undefined;
  #planned = false;

  /** The token, or who knows it; `token="…"` in HTML. */
  get token(): TokenSource | undefined {
    return this.#token ?? this.getAttribute('token') ?? undefined;
  }
  set token(token: TokenSource | undefined) {
    this.#token = token;
    this.update();
  }

  /** What is to be seen now. */
  protected abstract view(): ReactNode;

  connectedCallback(): void {
    if (this.#root === undefined) {
      const shadow = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
      shadow.adoptedStyleSheets = [sharedSheet()];
      this.#root = createRoot(shadow);
    }
    this.update();
  }

  disconnectedCallback(): void {
    // one that is only moved to another place comes back at once
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#root?.unmount();
      this.#root = undefined;
    });
  }

  attributeChangedCallback(): void {
    this.update();
  }

  /** Draws once, however much has changed. */
  protected update(): void {
    if (this.#planned || this.#root === undefined) return;
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      this.#root?.render(this.view());
    });
  }

  /** The client of the server that `base-url` names; of this page's own without it. */
  protected likeness(): Likeness {
    const of = (this.getAttribute('base-url') ?? location.origin).replace(/\/$/, '');
    if (this.#client?.of !== of) {
      const token = () => {
        const source = this.token;
        return typeof source === 'function' ? source() : source;
      };
      this.#client = { of, likeness: createLikeness({ baseUrl: of, token }) };
    }
    return this.#client.likeness;
  }

  protected tell(event: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(event, { detail, bubbles: true, composed: true }));
  }
}
