import type { Config } from '../config/config.ts';

/** Tries of a request, further and further apart. */
const ATTEMPTS = 4;
/** ms */
const PATIENCE = { connectionTimeout: 3_000, requestTimeout: 10_000 };

/**
 * What every client of AWS is made with. Without keys of its own it finds those of the machine's role.
 *
 * @param endpoint by default that of AWS
 */
export function awsClientOptions({ aws }: Pick<Config, 'aws'>, endpoint: string | undefined) {
  const { region, accessKeyId, secretAccessKey, sessionToken } = aws;
  return {
    region,
    maxAttempts: ATTEMPTS,
    requestHandler: PATIENCE,
    ...(endpoint !== undefined && { endpoint }),
    ...(accessKeyId !== undefined &&
      secretAccessKey !== undefined && {
        credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
      }),
  };
}
