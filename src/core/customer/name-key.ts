/**
 * The key under which two spellings are the same name without any guessing: full-width folded, case folded,
 * spaces, punctuation and brackets gone. Legal suffixes and cities stay: whether 银杏树科技 is 银杏树科技有限公司 is a
 * question for a person, not for an import.
 */
export function nameKey(name: string): string {
  const key = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
  return key === '' ? name.trim() : key
}

/**
 * What a stored name can be found by under row-level security: all bigrams of the name, (prefix `p`) bigrams
 * of its pinyin initials, (prefix `t`) the last four digits of phones, (prefix `c`) the folded code, and
 * (prefix `=`) the core of the name as a whole, which those share who are there under two names.
 */
export function searchKeys(input: {
  name: string
  core: string
  initials: string
  phones: readonly string[]
  code: string | null
}): string[] {
  const keys = new Set<string>(bigrams(nameKey(input.name)))
  keys.add(coreKey(input.core))
  for (const pair of bigrams(input.initials)) keys.add(`p${pair}`)
  for (const phone of input.phones) {
    const digits = phone.replace(/\D/g, '')
    if (digits.length >= 4) keys.add(`t${digits.slice(-4)}`)
  }
  if (input.code) keys.add(`c${nameKey(input.code)}`)
  return [...keys]
}

export function coreKey(core: string): string {
  return `=${nameKey(core)}`
}

/** The alternatives a search text may mean; a record matches when it has all keys of any one of them. */
export function searchAlternatives(text: string): string[][] {
  const key = nameKey(text)
  if (key.length < 2) return []
  const alternatives = [bigrams(key), [`c${key}`]]
  if (/^[a-z]+$/.test(key)) alternatives.push(bigrams(key).map((pair) => `p${pair}`))
  if (/^\d{4,}$/.test(key)) alternatives.push([`t${key.slice(-4)}`])
  return alternatives
}

export function bigrams(text: string): string[] {
  const characters = [...text]
  return characters.slice(1).map((character, index) => characters[index]! + character)
}
