import { AvatarUploader, type AvatarUploaderProps, LikenessProvider } from '@likeness/react';
import type { ReactNode } from 'react';
import { entityOf } from './entity-of.ts';
import { LikenessElement } from './likeness-element.ts';

type Labels = NonNullable<AvatarUploaderProps['labels']>;
type Decode = NonNullable<AvatarUploaderProps['decode']>;

/**
 * Takes a picture, lets it be framed, and sends it. Tells of `likeness-uploaded` (detail: the portrait),
 * `likeness-error` (detail: the error) and `likeness-cancelled`.
 *
 * @example
 * <likeness-uploader base-url="https://likeness.example" token="…"></likeness-uploader>
 */
export class LikenessUploader extends LikenessElement {
  static readonly observedAttributes = ['base-url', 'entity', 'max-bytes', 'preset', 'token', 'user'];
  #labels: Labels | undefined;
  #decode: Decode | undefined;

  /** Words of your own. */
  get labels(): Labels | undefined {
    return this.#labels;
  }
  set labels(labels: Labels | undefined) {
    this.#labels = labels;
    this.update();
  }

  /** Makes a HEIC visible in browsers that cannot show one. */
  get decode(): Decode | undefined {
    return this.#decode;
  }
  set decode(decode: Decode | undefined) {
    this.#decode = decode;
    this.update();
  }

  protected view(): ReactNode {
    return (
      <LikenessProvider likeness={this.likeness()}>
        <AvatarUploader
          entity={entityOf(this.getAttribute('entity'), this.getAttribute('user'))}
          preset={this.getAttribute('preset') ?? undefined}
          maxBytes={Number(this.getAttribute('max-bytes')) || undefined}
          labels={this.#labels}
          decode={this.#decode}
          onUploaded={(portrait) => this.tell('likeness-uploaded', portrait)}
          onError={(error) => this.tell('likeness-error', error)}
          onCancelled={() => this.tell('likeness-cancelled', undefined)}
        />
      </LikenessProvider>
    );
  }
}
