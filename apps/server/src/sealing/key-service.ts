import type { KMSClient } from '@aws-sdk/client-kms';
import { awsClientOptions } from '../aws/client-options.ts';
import { awsErrorName, awsFailure } from '../aws/failure.ts';
import type { Config } from '../config/config.ts';
import { ConfigurationError } from '../errors.ts';

/** A key of AWS KMS that wraps master keys. What it wraps opens for this installation only. */
export interface KeyService {
  /** A new data key, plain and wrapped. @throws ConfigurationError */
  generate(installation: string): Promise<{ secret: Uint8Array; wrapped: Buffer }>;
  /** @returns undefined when another key wrapped it @throws ConfigurationError */
  open(installation: string, wrapped: Uint8Array): Promise<Uint8Array | undefined>;
  /** Wraps with this key what another wrapped; the plain form stays within the service. @throws ConfigurationError */
  rewrap(installation: string, wrapped: Uint8Array): Promise<Buffer>;
  close(): void;
}

/**
 * @param keyId id, ARN or alias
 * @throws ConfigurationError when it is the ARN of another region
 */
export async function openKeyService(
  config: Pick<Config, 'aws' | 'secrets'>,
  keyId: string,
): Promise<KeyService> {
  const [, region] = /^arn:[^:]*:kms:([^:]*):/.exec(keyId) ?? [];
  if (region !== undefined && region !== config.aws.region) {
    throw new ConfigurationError(
      'AWS_REGION',
      `is ${config.aws.region}, and LIKENESS_KMS_KEY_ID names a key in ${region}. Set it to that region.`,
    );
  }
  const { kmsEndpoint } = config.secrets;
  const kms = await import('@aws-sdk/client-kms');
  const client: KMSClient = new kms.KMSClient(awsClientOptions(config, kmsEndpoint));
  const context = (installation: string) => ({ installation });
  const ask = async <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw refusal(error, { region: config.aws.region, endpoint: kmsEndpoint });
    });
  return {
    async generate(installation) {
      const { Plaintext, CiphertextBlob } = await ask(
        client.send(
          new kms.GenerateDataKeyCommand({
            KeyId: keyId,
            KeySpec: 'AES_256',
            EncryptionContext: context(installation),
          }),
        ),
      );
      return { secret: given(Plaintext), wrapped: Buffer.from(given(CiphertextBlob)) };
    },
    async open(installation, wrapped) {
      const command = new kms.DecryptCommand({
        KeyId: keyId,
        CiphertextBlob: wrapped,
        EncryptionContext: context(installation),
      });
      const opened = client.send(command).catch((error: unknown) => {
        const { name } = error as Error;
        if (name === 'IncorrectKeyException' || name === 'InvalidCiphertextException') return undefined;
        throw error;
      });
      const answer = await ask(opened);
      return answer && given(answer.Plaintext);
    },
    async rewrap(installation, wrapped) {
      const { CiphertextBlob } = await ask(
        client.send(
          new kms.ReEncryptCommand({
            CiphertextBlob: wrapped,
            SourceEncryptionContext: context(installation),
            DestinationKeyId: keyId,
            DestinationEncryptionContext: context(installation),
          }),
        ),
      );
      return Buffer.from(given(CiphertextBlob));
    },
    close: () => client.destroy(),
  };
}

function given(bytes: Uint8Array | undefined): Uint8Array {
  if (bytes === undefined)
    throw new ConfigurationError('LIKENESS_KMS_KEY_ID', 'names a service that gives no key.');
  return bytes;
}

/** Why the key service refuses, by the setting that has to change. */
function refusal(
  error: unknown,
  { region, endpoint }: { region: string; endpoint: string | undefined },
): ConfigurationError {
  const about = (variable: string, message: string) =>
    new ConfigurationError(variable, message, { cause: error });
  const name = awsErrorName(error);
  switch (awsFailure(error)) {
    case 'credentials':
      return about(
        'AWS_ACCESS_KEY_ID',
        `is not accepted by the key service (${name}). Set it with AWS_SECRET_ACCESS_KEY, or give the machine a role.`,
      );
    case 'forbidden':
      return about(
        'LIKENESS_KMS_KEY_ID',
        'may not be used with these credentials. Allow them kms:GenerateDataKey and kms:Decrypt on it, and kms:ReEncrypt* for a rotation.',
      );
    case 'unreachable':
    case 'throttled':
      return endpoint === undefined
        ? about(
            'LIKENESS_KMS_KEY_ID',
            `cannot be used: the key service of ${region} does not answer (${name}). Try again, or look at AWS_REGION and the network.`,
          )
        : about('AWS_ENDPOINT_URL_KMS', `names a key service that does not answer (${name}).`);
    default:
  }
  if (name === 'NotFoundException') {
    return about('LIKENESS_KMS_KEY_ID', `is no key of AWS KMS in ${region}, which AWS_REGION names.`);
  }
  return about('LIKENESS_KMS_KEY_ID', `cannot be used as it is (${name}): it must be enabled and symmetric.`);
}
