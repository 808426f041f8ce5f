import kafkajs from 'kafkajs';

/** The credentials for Amazon MSK cannot be had; the message says why and what to do. */
export class MskTokenError extends kafkajs.KafkaJSNonRetriableError {
  override readonly name = 'MskTokenError';
}

interface SignedToken {
  readonly token: string;
  /** Epoch ms. */
  readonly expiryTime: number;
}

export type Signer = (options: { readonly region: string }) => Promise<SignedToken>;

/** A token is signed anew when it has less than this left: Amazon's last 15 minutes. */
const renewBeforeMs = 5 * 60_000;

/**
 * Tokens for Amazon MSK's IAM access control by AWS's own signer, with the credentials AWS's tools find (environment,
 * profile, container, instance). One token serves all connections until shortly before it expires.
 * Rejects with MskTokenError.
 */
export function mskToken(
  region: string,
  sign: Signer = awsSigner(),
  nowMs: () => number = Date.now,
): () => Promise<{ readonly value: string }> {
  let asked: Promise<SignedToken> | null = null;
  let renewAtMs = Number.NEGATIVE_INFINITY;
  const renewed = async (): Promise<SignedToken> => {
    try {
      const signed = await sign({ region });
      renewAtMs = signed.expiryTime - renewBeforeMs;
      return signed;
    } catch (error) {
      asked = null;
      throw error instanceof MskTokenError ? error : new MskTokenError(noCredentials(error));
    }
  };
  return async () => {
    if (asked === null || nowMs() >= renewAtMs) {
      renewAtMs = Number.POSITIVE_INFINITY;
      asked = renewed();
    }
    return { value: (await asked).token };
  };
}

const signerPackage = 'aws-msk-iam-sasl-signer-js';
const signerVersion = '1.0.3';

/**
 * AWS's own signer. Loaded only when asked for: with the parts of the AWS SDK it needs, it is 22 MB that most never use,
 * and it is not installed with the rest.
 */
export function awsSigner(
  load: () => Promise<typeof import('aws-msk-iam-sasl-signer-js')> = () => import(signerPackage),
): Signer {
  return async ({ region }) => {
    const signer = await load().catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
      throw new MskTokenError(
        'KAFKA_SASL_MECHANISM=aws_msk_iam wants a package that is not installed: ' +
          `npm install --no-save --omit=dev ${signerPackage}@${signerVersion}`,
      );
    });
    return signer.generateAuthToken({ region });
  };
}

function noCredentials(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (
    `no AWS credentials to sign with (${message.replace(/[\s.]+$/, '')}): ` +
    'give this process a role, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'
  );
}
