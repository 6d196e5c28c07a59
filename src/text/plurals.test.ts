import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('a number that brings its noun is said once: {n|case|cases} is "3 cases" already', () => {
  const files = globSync('**/*.ts', { cwd: import.meta.dirname }).filter((file) => !file.includes('.test.'))
  expect(files.length).toBeGreaterThan(100)
  const twice = files.flatMap((file) => {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8')
    return (text.match(/\{(\w+)\} \{\1\|[^}]*\}/g) ?? []).map((found) => `${file}: ${found}`)
  })
  expect(twice).toEqual([])
})
