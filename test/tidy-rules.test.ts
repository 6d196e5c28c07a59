import { describe, expect, test } from 'vitest'
import { layerBreaches, moduleCycles } from './support/tidy/imports.ts'
import {
  clockBreaches,
  leakTestBreaches,
  migrationBreaches,
  skippedTestBreaches,
  sqlClockBreaches,
  typeBreaches,
} from './support/tidy/laws.ts'
import { type RouteLike, routeBreaches, servedBreaches } from './support/tidy/routes.ts'
import {
  commentBreaches,
  exportBreaches,
  functionBreaches,
  nameBreaches,
  sizeBreaches,
} from './support/tidy/shape.ts'
import { sourceOf } from './support/tidy/source.ts'

/** A rule that has never been seen to fail is not a rule: each is shown a breach and its lawful neighbour. */

const lines = (count: number) => Array.from({ length: count }, (_, index) => `step(${index})`).join('\n')

describe('layers', () => {
  const M = 'src/server/modules'
  test.each([
    ['src/core/a.ts', `import { z } from 'zod'`],
    ['src/core/a.ts', `import { readFileSync } from 'node:fs'`],
    ['src/core/a.ts', `const it = await import('../api/route.ts')`],
    ['src/core/a.ts', `type Db = import('../server/platform/db.ts').Db`],
    ['src/core/a.ts', `export { serve } from '../server/platform/serve.ts'`],
    ['src/api/a.ts', `import { serve } from '../server/platform/serve.ts'`],
    ['src/api/a.ts', `import pg from 'pg'`],
    ['src/world/a.ts', `import { at } from '../server/platform/db.ts'`],
    ['src/text/a.ts', `import dayjs from 'dayjs'`],
    ['src/server/platform/a.ts', `import { saveDeals } from '../modules/deals/index.ts'`],
    ['src/server/platform/a.ts', `import { app } from '../main.ts'`],
    ['src/server/http.ts', `import { App } from '../web/app.tsx'`],
    ['src/server/http.ts', `import { buildCompany } from '../world/company.ts'`],
    [`${M}/deals/a.ts`, `import { rows } from '../customers/rows.ts'`],
    [`${M}/deals/a.ts`, `import { step } from '../watch/index.ts'`],
    [`${M}/deals/a.ts`, `import { main } from '../../main.ts'`],
    [`${M}/novelty/a.ts`, `import { saveDeals } from '../deals/index.ts'`],
    ['src/web/ui/a.tsx', `import { Page } from '../pages/deals/page.tsx'`],
    ['src/web/parts/a.tsx', `import { Page } from '../pages/deals/page.tsx'`],
    ['src/web/pages/deals/a.tsx', `import { Page } from '../alerts/page.tsx'`],
    ['src/web/pages/deals/a.tsx', `import { saveDeals } from '../../../server/modules/deals/index.ts'`],
  ])('%s must not: %s', (path, text) => {
    expect(layerBreaches(sourceOf(path, text))).toHaveLength(1)
  })

  test.each([
    ['src/core/a.ts', `import { addDays } from './calendar.ts'`],
    ['src/core/a.test.ts', `import { expect } from 'vitest'`],
    ['src/api/a.ts', `import { z } from 'zod'\nimport type { Day } from '../core/calendar.ts'`],
    [`${M}/watch/a.ts`, `import { saveDeals } from '../deals/index.ts'\nimport pg from 'pg'`],
    [`${M}/deals/a.ts`, `import { saveCustomers } from '../customers/index.ts'\nimport './rows.ts'`],
    ['src/server/cli/demo/a.ts', `import { buildCompany } from '../../../world/company.ts'`],
    ['src/web/pages/deals/a.tsx', `import { Money } from '../../ui/money.tsx'\nimport './columns.tsx'`],
  ])('%s may: %s', (path, text) => {
    expect(layerBreaches(sourceOf(path, text))).toEqual([])
  })

  test('a circle of modules is found once, whichever file closes it', () => {
    const circle = [
      sourceOf(`${M}/deals/a.ts`, `import { x } from '../customers/index.ts'`),
      sourceOf(`${M}/customers/b.ts`, `import { y } from '../receivables/index.ts'`),
      sourceOf(`${M}/receivables/c.ts`, `import { z } from '../deals/index.ts'`),
    ]
    expect(moduleCycles(circle)).toEqual(['customers → receivables → deals → customers'])
    expect(moduleCycles(circle.slice(1))).toEqual([])
  })
})

describe('shape', () => {
  test('a file of 401 lines is too long, a test may have 800', () => {
    expect(sizeBreaches(sourceOf('src/core/a.ts', lines(401)))).toHaveLength(1)
    expect(sizeBreaches(sourceOf('src/core/a.ts', `${lines(400)}\n`))).toEqual([])
    expect(sizeBreaches(sourceOf('src/core/a.test.ts', lines(800)))).toEqual([])
    expect(sizeBreaches(sourceOf('src/core/a.test.ts', lines(801)))).toHaveLength(1)
  })

  test.each([
    ['src/core/a.ts', 'function work() {', '}', 70],
    ['src/core/a.ts', 'const work = () => {', '}', 70],
    ['src/core/a.ts', 'class A { work() {', '} }', 70],
    ['src/web/ui/a.tsx', 'export function useWork() {', '}', 70],
    ['src/web/ui/a.tsx', 'export function Work() {', '}', 120],
    ['src/core/a.test.ts', `test('works', () => {`, '})', 70],
  ])('%s: %s … may have %s%i lines', (path, head, foot, limit) => {
    const ofLength = (count: number) => sourceOf(path, `${head}\n${lines(count - 2)}\n${foot}`)
    expect(functionBreaches(ofLength(limit))).toEqual([])
    expect(functionBreaches(ofLength(limit + 1))).toHaveLength(1)
  })

  test('a group of tests is no function', () => {
    const source = sourceOf('src/core/a.test.ts', `describe('all', () => {\n${lines(200)}\n})`)
    expect(functionBreaches(source)).toEqual([])
  })

  test('the fifth parameter is one too many', () => {
    expect(functionBreaches(sourceOf('src/core/a.ts', 'const f = (a, b, c, d, e) => a'))).toHaveLength(1)
    expect(functionBreaches(sourceOf('src/core/a.ts', 'const f = (a, b, c, d) => a'))).toEqual([])
  })

  test.each([
    'src/core/payDay.ts',
    'src/core/PayDay.ts',
    'src/core/utils.ts',
    'src/core/types.ts',
    'src/web/ui/helpers.tsx',
    'src/server/deal_rows.ts',
    'src/core/base.test.ts',
    'src/core/pay.day.ts',
  ])('%s is not a name', (path) => {
    expect(nameBreaches({ path })).toHaveLength(1)
  })

  test.each([
    'src/core/pay-day.ts',
    'src/web/ui/DataTable.tsx',
    'src/web/ui/money.tsx',
    'src/a/b.db.test.ts',
    'src/core/pay-day.late-twice.test.ts',
    'vite.config.ts',
  ])('%s is a name', (path) => {
    expect(nameBreaches({ path })).toEqual([])
  })

  test.each(['export default 1', 'export default function work() {}', 'export default class A {}'])(
    'no %s',
    (text) => {
      expect(exportBreaches(sourceOf('src/core/a.ts', text))).toHaveLength(1)
      expect(exportBreaches(sourceOf('vite.config.ts', text))).toEqual([])
    },
  )

  test.each([`// ${'TO'}DO: later`, ` * ${'FIX'}ME`, '// ---------- rows', `// ${'wide '.repeat(30)}`])(
    'no comment %s',
    (text) => {
      expect(commentBreaches(sourceOf('src/core/a.ts', text))).toHaveLength(1)
    },
  )

  test('a plain comment, a long address and a marked word in a string are fine', () => {
    const text = `// Why it is so.\n// https://example.org/${'x'.repeat(120)}\nconst mark = '${'TO'}DO'`
    expect(commentBreaches(sourceOf('src/core/a.ts', text))).toEqual([])
  })
})

describe('laws', () => {
  test.each(['Date.now()', 'new Date()', 'new Date', 'Math.random()'])('%s belongs to the clock', (text) => {
    expect(clockBreaches(sourceOf('src/server/modules/deals/a.ts', text))).toHaveLength(1)
    expect(clockBreaches(sourceOf('src/web/ui/a.tsx', text))).toHaveLength(1)
    expect(clockBreaches(sourceOf('src/server/platform/clock.ts', text))).toEqual([])
  })

  test('core and world do not know Date at all, the server may read one that it was given', () => {
    const text = 'const year = (at: Date) => new Date(at).getFullYear()'
    expect(clockBreaches(sourceOf('src/core/a.ts', text)).length).toBeGreaterThan(0)
    expect(clockBreaches(sourceOf('src/world/a.ts', text)).length).toBeGreaterThan(0)
    expect(clockBreaches(sourceOf('src/server/a.ts', text))).toEqual([])
    expect(clockBreaches(sourceOf('src/core/a.ts', 'const row = { Date: 1 }; row.Date'))).toEqual([])
  })

  test.each(['let a: any', 'const b = c as any', 'type D = Record<string, any>', `// @ts-${'ignore'}`])(
    'no %s',
    (text) => {
      expect(typeBreaches(sourceOf('src/core/a.ts', text))).toHaveLength(1)
    },
  )

  test('a name or a text with "any" in it is not the type', () => {
    expect(typeBreaches(sourceOf('src/core/a.ts', `const any = 'any'\nlet b: { any: string }`))).toEqual([])
  })

  test.each(['skip', 'only', 'todo'])('no test.%s', (word) => {
    for (const runner of ['test', 'it', 'describe', 'test.each([1])']) {
      const source = sourceOf('src/core/a.test.ts', `${runner}.${word}('works', () => {})`)
      expect(skippedTestBreaches(source)).toHaveLength(1)
    }
    expect(skippedTestBreaches(sourceOf('src/core/a.test.ts', `rows.${word}('works')`))).toEqual([])
  })

  test.each(['now()', 'CURRENT_DATE', 'clock_timestamp()'])('no SQL %s in a metric', (word) => {
    const text = `const q = sql\`select ${word} - \${x}\``
    expect(sqlClockBreaches(sourceOf('src/server/modules/deals/metrics.ts', text))).toHaveLength(1)
    expect(sqlClockBreaches(sourceOf('src/server/modules/watch/load-deltas.ts', text))).toHaveLength(1)
    expect(sqlClockBreaches(sourceOf('src/server/modules/deals/read.ts', text))).toEqual([])
  })

  test('each metric is named in a leak test, or the test runs over all of them', () => {
    const metrics = [
      { subject: 'deal', id: 'stage_days' },
      { subject: 'deal', id: 'deal_age' },
    ]
    const leakTest = (text: string) => sourceOf('src/server/modules/watch/leak.db.test.ts', text)
    expect(leakTestBreaches(metrics, [])).toHaveLength(1)
    expect(leakTestBreaches(metrics, [leakTest(`check('stage_days')`)])).toEqual([
      'metric deal.deal_age is in no leak test',
    ])
    expect(leakTestBreaches(metrics, [leakTest('test.each(METRICS)')])).toEqual([])
  })

  test('migrations have no gap, no double and a proper name', () => {
    expect(migrationBreaches(['0001_ground.sql', '0002_facts.sql'])).toEqual([])
    expect(migrationBreaches(['0001_ground.sql', '0003_facts.sql'])).toHaveLength(1)
    expect(migrationBreaches(['0001_ground.sql', '0001_other.sql', '0002_facts.sql'])).toHaveLength(2)
    expect(migrationBreaches(['0001_ground.sql', '2_facts.sql'])).toHaveLength(1)
  })
})

describe('routes', () => {
  const route = (changes: Partial<RouteLike>): RouteLike => ({
    id: 'listDeals',
    method: 'GET',
    path: '/api/deals/:id',
    permission: 'deal.read',
    ...changes,
  })
  const list = { key: 'src/api/deals.ts#listDeals', route: route({}) }

  test('a permission must exist', () => {
    expect(routeBreaches([list], ['deal.read'])).toEqual([])
    expect(routeBreaches([list], ['deal.write'])).toHaveLength(1)
  })

  test('two routes share neither id nor address', () => {
    const twin = { key: 'src/api/a.ts#twin', route: route({ id: 'twin', path: '/api/deals/:dealId' }) }
    const namesake = { key: 'src/api/a.ts#namesake', route: route({ path: '/api/others' }) }
    expect(routeBreaches([list, twin], ['deal.read'])).toHaveLength(1)
    expect(routeBreaches([list, namesake], ['deal.read'])).toHaveLength(1)
  })

  test('a route is served exactly once, under whatever name it was imported', () => {
    const file = (name: string, text: string) => sourceOf(`src/server/modules/deals/${name}.ts`, text)
    const plain = file('a', `import { listDeals } from '../../../api/deals.ts'\nserve(app, listDeals, list)`)
    const renamed = file(
      'b',
      `import { listDeals as route } from '../../../api/deals.ts'\nserveExport(app, route, 'deals', list)`,
    )
    const whole = file(
      'c',
      `import * as api from '../../../api/deals.ts'\nservePublic(app, api.listDeals, list)`,
    )
    expect(servedBreaches([list], [])).toHaveLength(1)
    for (const one of [plain, renamed, whole]) expect(servedBreaches([list], [one])).toEqual([])
    expect(servedBreaches([list], [plain, whole])).toHaveLength(1)
    const odd = file('d', 'serve(app, routes[0], list)')
    expect(servedBreaches([list], [plain, odd])).toHaveLength(1)
  })
})
