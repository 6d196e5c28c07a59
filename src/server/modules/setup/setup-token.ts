import { readSecret } from '../../platform/config.ts'

/** Printed at the first start; whoever reads the terminal may create the organisation, nobody else. */
export function setupToken(dataDir: string): string {
  return readSecret(dataDir, 'setup-token').toString('base64url')
}
