import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

type Words = Record<string, string>
type Catalogue = { zh: Words; en: Words }

/**
 * Every area's words, whatever the file is called: a new file is held to the same rules without being
 * listed.
 */
async function catalogues(): Promise<[string, Catalogue][]> {
  const files = readdirSync(import.meta.dirname).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  )
  const found: [string, Catalogue][] = []
  for (const file of files) {
    const module = (await import(`./${file}`)) as Record<string, unknown>
    for (const [name, value] of Object.entries(module)) {
      if (isCatalogue(value)) found.push([`${file} ${name}`, value])
    }
  }
  return found
}

describe('the words of the pages', async () => {
  const all = await catalogues()

  test('are found', () => {
    expect(all.length).toBeGreaterThan(8)
  })

  test.each(all)('%s: both languages have the same keys, none empty by accident', (_name, words) => {
    expect(Object.keys(words.en).sort()).toEqual(Object.keys(words.zh).sort())
    for (const key of Object.keys(words.zh)) {
      expect(words.zh[key] === '' && words.en[key] !== '', key).toBe(false)
    }
  })

  test.each(all)('%s: a value filled in Chinese is filled in English too', (_name, words) => {
    for (const key of Object.keys(words.zh)) {
      expect(holes(words.en[key] ?? ''), key).toEqual(holes(words.zh[key] ?? ''))
    }
  })

  // The switch to Chinese is written in Chinese: whoever needs it must be able to read it.
  test.each(all)('%s: English has no Chinese left in it', (_name, words) => {
    const left = Object.entries(words.en).filter(
      ([key, text]) => /\p{Script=Han}/u.test(withoutSamples(text)) && key !== 'switchLanguage',
    )
    expect(left).toEqual([])
  })
})

/** Quoted samples of what stands in a ledger, and amounts as people type them, may stay Chinese. */
function withoutSamples(text: string): string {
  return text.replace(/“[^”]*”/g, '').replace(/\d[\d.]*万/g, '')
}

function holes(text: string): string[] {
  // `{n|alert|alerts}` is the hole n with its English word in two numbers.
  const names = text.matchAll(/\{(\w+)(?:\|[^}]*)?\}/g)
  return [...new Set([...names].map(([, name]) => name!))].sort()
}

function isCatalogue(value: unknown): value is Catalogue {
  return typeof value === 'object' && value !== null && 'zh' in value && 'en' in value
}
