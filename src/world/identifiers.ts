const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]

/**
 * Unified social credit code (GB 32100-2015) whose check digits hold, with an organisation code of a
 * series that is plainly invented ("DE…"). `region` has six digits, `serial` is below one million.
 */
export function inventUscc(region: string, serial: number): string {
  const body = `91${region}${organisationCode(serial)}`
  return body + usccCheckDigit(body)
}

/** `body` is the first 17 characters. */
export function usccCheckDigit(body: string): string {
  const sum = USCC_WEIGHTS.reduce(
    (total, weight, index) => total + weight * USCC_ALPHABET.indexOf(body[index]!),
    0,
  )
  return USCC_ALPHABET[(31 - (sum % 31)) % 31]!
}

/** GB 11714: eight characters and a check digit; letters count from A = 10. */
function organisationCode(serial: number): string {
  const body = `DE${String(serial).padStart(6, '0')}`
  const sum = ORGANISATION_WEIGHTS.reduce(
    (total, weight, index) => total + weight * Number.parseInt(body[index]!, 36),
    0,
  )
  const check = 11 - (sum % 11)
  return body + (check === 10 ? 'X' : String(check % 11))
}

/** China reserves no numbers for fiction: one thousand-block of round zeros serves as such. */
export function inventMobile(serial: number): string {
  return `1990000${String(serial % 10_000).padStart(4, '0')}`
}

export function inventLandline(areaCode: string, serial: number): string {
  return `${areaCode}-5550${String(serial % 10_000).padStart(4, '0')}`
}
