import type { S3Store } from '../s3-store.ts';

export interface SetUpBucket {
  /** Origins of browsers that may read, and put on signed addresses. */
  corsOrigins: readonly string[];
  /** The rule of the bucket for what is put without one; without it a rule that is there stays. */
  encryption?: { algorithm: 'AES256' } | { algorithm: 'aws:kms'; keyId?: string | undefined } | undefined;
  /** The distribution that may read pictures. */
  distributionArn?: string | undefined;
  /** Only tell what would be done. */
  dryRun: boolean;
}

export type StepState = 'as it should be' | 'done' | 'would be done' | 'left alone' | 'not supported';

/** What came of one step. */
export interface StepReport {
  step: string;
  state: StepState;
  detail: string;
}

export interface StepContext extends SetUpBucket {
  store: S3Store;
  region: string;
  /** Not AWS's own store: it may lack parts of the API. */
  compatible: boolean;
  /** False in a dry run when the bucket is not there: nothing can be read of it. */
  bucketThere: boolean;
  /** The bucket was not there before this. */
  made: boolean;
}

/** One thing that a bucket needs. */
export interface Step {
  step: string;
  run(context: StepContext): Promise<Omit<StepReport, 'step'>>;
}

/** Reads a part of the bucket's configuration; undefined when there is none yet. */
export async function readPart<T>(
  { bucketThere }: StepContext,
  read: () => Promise<T>,
): Promise<T | undefined> {
  if (!bucketThere) return undefined;
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Error) || error.name === 'NoSuchBucket') throw error;
    if (/^NoSuch|NotFoundError$/.test(error.name)) return undefined;
    throw error;
  }
}

/** Writes what is not as it should be, unless it is a dry run. */
export async function change(
  { dryRun }: StepContext,
  detail: string,
  write: () => Promise<unknown>,
): Promise<Omit<StepReport, 'step'>> {
  if (dryRun) return { state: 'would be done', detail };
  await write();
  return { state: 'done', detail };
}

export const asItShouldBe = (detail: string) => ({ state: 'as it should be', detail }) as const;
export const leftAlone = (detail: string) => ({ state: 'left alone', detail }) as const;
