import { createHash } from 'node:crypto';
import type { AcknowledgedLog, ReadRendition } from './acknowledged-log.ts';
import { type ApiClient, CallFailed, type Picture } from './api-client.ts';
import type { Measurements, Operation } from './measurements.ts';
import type { PictureSupply } from './picture-supply.ts';

export interface UserTools {
  client: ApiClient;
  pictures: PictureSupply;
  measurements: Measurements;
  log: AcknowledgedLog;
  /** In [0, 1). */
  chance: () => number;
}

const UPLOAD = '/api/enterprise/avatar/upload';
const OWN = '/api/enterprise/avatar';
const UNDO = '/api/v1/users/me/avatar/undo';
/** AVIFs are made when they are first asked for: a few, so that the mix holds them too. */
const AVIF_SHARE = 0.03;

const pictureOf = (body: Buffer) => (JSON.parse(body.toString()) as { data: Picture }).data;

/** One person, who does one thing after the other and remembers what the server said. */
export class User {
  readonly #name: string;
  readonly #token: string;
  readonly #tools: UserTools;
  #current: Picture | undefined;
  #had = false;

  constructor(name: string, token: string, tools: UserTools) {
    this.#name = name;
    this.#token = token;
    this.#tools = tools;
  }

  /** Does something that makes sense in the user's state. @returns true when it was an upload that held */
  async act(): Promise<boolean> {
    const operation = this.#choose();
    const { measurements } = this.#tools;
    try {
      const latency = await this.#perform(operation);
      if (latency !== undefined) measurements.succeeded(operation, latency);
      return operation === 'upload' || operation === 'replace';
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      measurements.failed(operation, error.code);
      return false;
    }
  }

  #choose(): Operation {
    const chance = this.#tools.chance();
    if (this.#current === undefined) return this.#had && chance < 0.3 ? 'undo' : 'upload';
    if (chance < 0.4) return 'read';
    if (chance < 0.75) return 'replace';
    return chance < 0.9 ? 'delete' : 'undo';
  }

  async #perform(operation: Operation): Promise<number | undefined> {
    const { client, measurements } = this.#tools;
    const token = this.#token;
    if (operation === 'read') return this.#read();
    if (operation === 'delete') {
      this.#release();
      const { latency } = await client.call('DELETE', OWN, { token });
      return latency;
    }
    if (operation === 'undo') return this.#undo();
    const bytes = await this.#tools.pictures.next();
    const form = () => {
      const made = new FormData();
      made.set('avatar', new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), 'load.jpg');
      return made;
    };
    this.#release();
    const { body, latency } = await client.call('POST', UPLOAD, { token, form });
    const picture = pictureOf(body);
    await this.#show(picture);
    if (picture.isDuplicate) measurements.duplicates++;
    return latency;
  }

  /** Nothing to undo is a right answer, too, when earlier undos have used everything up. */
  async #undo(): Promise<number | undefined> {
    const before = this.#current;
    this.#release();
    try {
      const { body, latency } = await this.#tools.client.call('POST', UNDO, { token: this.#token });
      await this.#show(pictureOf(body));
      return latency;
    } catch (error) {
      if (!(error instanceof CallFailed && error.code === '404 nothing_to_undo')) throw error;
      if (before !== undefined) await this.#show(before);
      this.#had = false;
      return undefined;
    }
  }

  #release(): void {
    if (this.#current === undefined) return;
    this.#tools.log.release(this.#name, this.#current.avatarId);
    this.#current = undefined;
    this.#had = true;
  }

  /** Remembers what an answer says is current, reads it back, and notes that it was acknowledged. */
  async #show(picture: Picture): Promise<void> {
    this.#current = picture;
    const { urls, sources } = picture;
    const renditions: ReadRendition[] = [];
    for (const address of [urls, sources.webp, sources.static ?? {}].flatMap(Object.values)) {
      renditions.push(await this.#readRendition(picture.avatarId, address));
    }
    const [avif] = Object.values(sources.avif);
    if (avif !== undefined && this.#tools.chance() < AVIF_SHARE) {
      renditions.push(await this.#readRendition(picture.avatarId, avif));
    }
    const changed = this.#tools.log.acknowledge(this.#name, picture.avatarId, renditions);
    if (changed.length > 0) throw new CallFailed(`the bytes of ${changed[0]} changed`);
  }

  async #readRendition(avatarId: string, address: string): Promise<ReadRendition> {
    const { pathname } = new URL(address);
    const [, name = '', extension = ''] = /\/([^/]+)\.([a-z]+)$/.exec(pathname) ?? [];
    const { body } = await this.#tools.client.call('GET', pathname);
    const sha256 = createHash('sha256').update(body).digest('hex');
    return { avatarId, name, format: extension === 'jpg' ? 'jpeg' : extension, sha256 };
  }

  async #read(): Promise<number> {
    const addresses = Object.values(this.#current?.urls ?? {});
    const address = addresses[Math.floor(this.#tools.chance() * addresses.length)] ?? '';
    return (await this.#tools.client.call('GET', new URL(address).pathname)).latency;
  }
}
