import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './support/tidy/source.ts'
import { styleBreaches } from './support/tidy/styles.ts'

const names = readdirSync(join(ROOT, 'src/web'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(tsx?|css)$/.test(name) && !/\.test\./.test(name))
  .map((name) => join('src/web', name))
const files = new Map(names.map((name) => [name, readFileSync(join(ROOT, name), 'utf8')]))

test('no class is used before its sheet is there', () => {
  expect(files.size).toBeGreaterThan(400)
  expect(styleBreaches(files, 'src/web/main.tsx')).toEqual([])
})

test('a sheet that only a later part brings is not there for the page', () => {
  const page = `import './page.css'\nconst Part = later(async () => (await import('./part.tsx')).Part)\n`
  const small = (used: string) =>
    new Map([
      ['w/main.tsx', `() => import('./page.tsx')\n`],
      ['w/page.tsx', `${page}<p className="${used}" />`],
      ['w/part.tsx', `import './part.css'\n<p className="bw-page bw-part" />`],
      ['w/page.css', '.bw-page { margin: 0 }'],
      ['w/part.css', '.bw-part { margin: 0 }'],
    ])
  expect(styleBreaches(small('bw-page'), 'w/main.tsx')).toEqual([])
  expect(styleBreaches(small('bw-part'), 'w/main.tsx')).toEqual([
    'w/page.tsx uses .bw-part, which w/part.css describes: import it',
  ])
})
