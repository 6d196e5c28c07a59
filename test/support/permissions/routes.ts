import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Route } from '../../../src/api/route.ts'
import { isRoute } from '../tidy/routes.ts'
import { ROOT } from '../tidy/source.ts'
import type { Sample } from './sample.ts'

export type Sampled = { name: string; route: Route; sample: Sample }

/**
 * Every served route constant of src/api with its sample of the file of the same name, and the routes without
 * one. (That every constant is served is for tidy.test.ts to hold.)
 */
export async function loadSampled(
  served: readonly Route[],
): Promise<{ sampled: Sampled[]; without: string[] }> {
  const sampled: Sampled[] = []
  const without: string[] = []
  for (const file of readdirSync(join(ROOT, 'src/api')).filter((name) => !name.includes('.test.'))) {
    const exported = await load(join(ROOT, 'src/api', file))
    const routes = Object.entries(exported).filter(
      ([, value]) => isRoute(value) && served.includes(value as Route),
    ) as [string, Route][]
    if (routes.length === 0) continue
    const found = await load(join(import.meta.dirname, 'samples', file)).catch(() => ({}))
    const samples = (found as { samples?: Record<string, Sample> }).samples ?? {}
    for (const [name, route] of routes) {
      const sample = samples[name]
      if (sample) sampled.push({ name: `${route.method} ${route.path}`, route, sample })
      else without.push(`test/support/permissions/samples/${file} has no sample of ${name}`)
    }
  }
  return { sampled, without }
}

/** Whether the input names people or places of the organisation beside the records it aims at. */
export function namesOrg(sample: Sample): boolean {
  let named = false
  const anything: unknown = new Proxy(() => 'anything', {
    get: () => {
      named = true
      return anything
    },
  })
  sample.input?.({ instalmentIds: [] } as never, anything as never)
  return named
}

function load(path: string): Promise<Record<string, unknown>> {
  return import(pathToFileURL(path).href) as Promise<Record<string, unknown>>
}
