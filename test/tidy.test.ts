import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { PERMISSIONS } from '../src/core/permission.ts'
import { METRICS } from '../src/core/watch/metrics.ts'
import { layerBreaches, moduleCycles } from './support/tidy/imports.ts'
import {
  clockBreaches,
  leakTestBreaches,
  migrationBreaches,
  skippedTestBreaches,
  sqlClockBreaches,
  typeBreaches,
} from './support/tidy/laws.ts'
import { isRoute, type NamedRoute, routeBreaches, servedBreaches } from './support/tidy/routes.ts'
import {
  commentBreaches,
  exportBreaches,
  functionBreaches,
  mergeBreaches,
  nameBreaches,
  sizeBreaches,
} from './support/tidy/shape.ts'
import { type Breach, isTest, listFiles, ROOT, readSources, type Source } from './support/tidy/source.ts'

/** The style guide as a test: what a machine can see, nobody has to say in a review. */
const sources = readSources('src', 'test', 'bench')

const RULES: [string, (source: Source) => Breach[]][] = [
  ['files end before the reader tires', sizeBreaches],
  ['merges are finished', mergeBreaches],
  ['functions fit on a page and take few arguments', functionBreaches],
  ['file names are kebab-case and mean something', nameBreaches],
  ['exports have names', exportBreaches],
  ['comments say why and nothing is left for later', commentBreaches],
  ['layers import downwards, modules through index.ts', layerBreaches],
  ['nothing but the clock reads the clock', clockBreaches],
  ['types are said', typeBreaches],
  ['every test runs', skippedTestBreaches],
  ['metrics do not ask the database for the time', sqlClockBreaches],
]

describe('every file', () => {
  test.each(RULES)('%s', (_name, rule) => {
    expect(sources.flatMap(rule)).toEqual([])
  })

  test('there are files to look at', () => {
    expect(sources.length).toBeGreaterThan(100)
  })
})

test('server modules do not depend on each other in a circle', () => {
  expect(moduleCycles(sources)).toEqual([])
})

test('every metric goes through a leak test', () => {
  expect(METRICS.length).toBeGreaterThan(10)
  expect(leakTestBreaches([...METRICS], sources)).toEqual([])
})

test('migrations are numbered without a gap', () => {
  const names = listFiles('src/server/migrations').map((path) => path.slice(path.lastIndexOf('/') + 1))
  expect(names.length).toBeGreaterThan(0)
  expect(migrationBreaches(names)).toEqual([])
})

describe('routes', async () => {
  const routes = await loadRoutes()

  test('have a permission that exists, and an id and an address of their own', () => {
    expect(routes.length).toBeGreaterThan(30)
    expect(routeBreaches(routes, PERMISSIONS)).toEqual([])
  })

  test('are each served exactly once', () => {
    expect(servedBreaches(routes, sources)).toEqual([])
  })
})

test('the lock file names no address, so that any registry will do', () => {
  const lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8')
  expect(lock.match(/"resolved": "(?!https:\/\/registry\.npmjs\.org\/)[^"]*"/g) ?? []).toEqual([])
})

async function loadRoutes(): Promise<NamedRoute[]> {
  const files = sources.filter((source) => source.path.startsWith('src/api/') && !isTest(source))
  const found: NamedRoute[] = []
  for (const { path } of files) {
    const exported = (await import(pathToFileURL(join(ROOT, path)).href)) as Record<string, unknown>
    for (const [name, value] of Object.entries(exported)) {
      if (isRoute(value)) found.push({ key: `${path}#${name}`, route: value })
    }
  }
  return found
}
