import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { ImageError } from '@likeness/images';
import { eq } from 'drizzle-orm';
import { OWN_ISSUER } from './auth/claims.ts';
import { createIdentities } from './auth/identities.ts';
import { type Config, loadConfig } from './config/config.ts';
import type { DatabaseHandle } from './database/database.ts';
import { organizations } from './database/schema.ts';
import { Problem } from './errors.ts';
import { createLog } from './log.ts';
import type { PictureAddresses } from './portraits/addresses.ts';
import { deletePortrait } from './portraits/delete-portrait.ts';
import { findPicture } from './portraits/find-portrait.ts';
import { parseFraming } from './portraits/framing.ts';
import { summarize } from './portraits/picture-summary.ts';
import type { Portraits } from './portraits/portraits.ts';
import { type AvatarStatistics, avatarStatistics } from './portraits/statistics.ts';
import { receiveFile } from './portraits/temporary-file.ts';
import { uploadPortrait } from './portraits/upload-portrait.ts';
import type { Services } from './services.ts';
import { closeServices, openServices } from './start/open-services.ts';

export interface EnterpriseAvatarServiceOptions {
  /** Settings by their environment names; by default the process's environment. */
  env?: Readonly<Record<string, string | undefined>>;
  /** The organization that the users belong to; by default `default`. */
  organization?: string;
}

export type UploadAvatarResult =
  | {
      success: true;
      avatarId: string;
      urls: Record<string, string>;
      sources: PictureAddresses['sources'];
      isDuplicate: boolean;
    }
  | { success: false; code: string; error: string };

/**
 * The service class of spec 1: pictures without HTTP. It opens the database and the store on first use
 * (attaching to a running server's, or starting the database itself) and lets go of them in `close`.
 *
 * @example
 * const service = new EnterpriseAvatarService();
 * const result = await service.uploadAvatar('alice', bytes, 'me.jpg', 'image/jpeg');
 * if (result.success) console.log(result.urls.medium);
 * await service.close();
 */
export class EnterpriseAvatarService {
  readonly #organization: string;
  readonly #config: Config;
  #opened: Promise<Services> | undefined;

  constructor(options: EnterpriseAvatarServiceOptions = {}) {
    this.#config = loadConfig(options.env);
    this.#organization = options.organization ?? 'default';
  }

  /**
   * Makes a picture the user's current one. The bytes decide what it is; file name and type are accepted
   * as spec 1 has them, and never believed or kept.
   *
   * @param userId the application's own id: any text of 1 to 200 characters
   * @returns `success: false` with a code and a sentence when the picture is refused
   */
  async uploadAvatar(
    userId: string,
    buffer: Uint8Array,
    _filename?: string,
    _mimeType?: string,
  ): Promise<UploadAvatarResult> {
    const { database, portraits } = await this.#open();
    const { config } = portraits.context;
    const principal = await this.#principal(database, portraits, userId);
    try {
      const source = Readable.from([Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength)]);
      const { maxFileSize, temporaryDir } = config.pictures;
      const file = await receiveFile(source, { dir: temporaryDir, maxSize: maxFileSize });
      try {
        const { blob, isDuplicate } = await uploadPortrait(portraits.context, {
          actor: { ...principal, requestId: randomUUID() },
          entity: { id: principal.userId, organizationId: principal.organizationId },
          file,
          framing: parseFraming({}),
        });
        const { avatarId, urls, sources } = await summarize(portraits.context, this.#base(portraits), blob);
        return { success: true, avatarId, urls, sources, isDuplicate };
      } finally {
        await file.dispose();
      }
    } catch (error) {
      const refused = error instanceof ImageError || (error instanceof Problem && error.status < 500);
      if (refused) return { success: false, code: error.code, error: error.message };
      throw error;
    }
  }

  /** The JPEG addresses by size; undefined when the organization has no such picture. */
  async getAvatarUrls(avatarId: string): Promise<Record<string, string> | undefined> {
    const { database, portraits } = await this.#open();
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(avatarId)) return undefined;
    if (!(await portraits.servable.find(avatarId.toLowerCase()))) return undefined;
    const own = await database.db.query.organizations.findFirst({
      where: eq(organizations.slug, this.#organization),
    });
    const blob = own && (await findPicture(database.db, { avatarId, organizationId: own.id }));
    return blob && (await summarize(portraits.context, this.#base(portraits), blob)).urls;
  }

  /** Takes the user's picture away. @returns false when there was none */
  async deleteAvatar(userId: string): Promise<boolean> {
    const { database, portraits } = await this.#open();
    const principal = await this.#principal(database, portraits, userId);
    const entity = { id: principal.userId, organizationId: principal.organizationId };
    try {
      await deletePortrait(portraits.context, { actor: { ...principal, requestId: randomUUID() }, entity });
      return true;
    } catch (error) {
      if (error instanceof Problem && error.code === 'no_portrait') return false;
      throw error;
    }
  }

  /** The numbers of all organizations. */
  async getAvatarStats(): Promise<AvatarStatistics> {
    return avatarStatistics((await this.#open()).database.db);
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    const services = await opened;
    if (services) await closeServices(services);
  }

  #open(): Promise<Services> {
    const config = this.#config;
    const log = createLog({ level: config.server.logLevel });
    this.#opened ??= openServices({ config, log, role: 'service' }).catch((error: unknown) => {
      this.#opened = undefined; // the next call tries again
      throw error;
    });
    return this.#opened;
  }

  #principal(database: DatabaseHandle, portraits: Portraits, userId: string) {
    return createIdentities(database.db).resolve({
      issuer: portraits.context.config.access.issuer ?? OWN_ISSUER,
      organization: this.#organization,
      subject: userId,
      role: 'user',
      permissions: [],
    });
  }

  #base({ context: { config } }: Portraits): string {
    const { cdn, server } = config;
    return cdn.url ?? server.publicUrl ?? `http://${server.host}:${server.port}`;
  }
}
