const secretName = /PASSWORD|SECRET|TOKEN|PRIVATE|_KEY$/;

/** A value of the environment as it may be shown: passwords are hidden, also the one inside an address. */
export function withoutSecret(name: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (secretName.test(name)) return '***';
  // Up to the last @: a password that was not percent-encoded may hold one.
  return value.replace(/(:\/\/[^:/@\s]*):.*@/, '$1:***@');
}
