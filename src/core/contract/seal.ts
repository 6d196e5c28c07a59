import { ok, type Result, refuse } from '../result.ts'

/**
 * Only what is in force is sealed, and each version once: two sealed papers of one version would be two
 * originals.
 */
export function decideSeal(contract: {
  isApproved: boolean
  isSealed: boolean
}): Result<null, 'not_approved' | 'already_sealed'> {
  if (!contract.isApproved) return refuse('not_approved')
  return contract.isSealed ? refuse('already_sealed') : ok(null)
}
