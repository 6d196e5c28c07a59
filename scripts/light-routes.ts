import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'
import type { Route } from '../src/api/route.ts'

const API = join(import.meta.dirname, '../src/api')

/**
 * What the page needs of src/api at run time: where a route lives and which names its query knows. The shapes
 * are for the server, which checks every request, and for the compiler, which reads the sources. So the build
 * runs each file of src/api and puts plain constants in its place: neither the shapes nor the library behind
 * them travel (decision 0032). A page that asks for a shape does not build.
 */
export function lightRoutes(): Plugin {
  const files = new Set(readdirSync(API).map((name) => join(API, name)))
  return {
    name: 'light-routes',
    apply: 'build',
    enforce: 'pre',
    async load(id) {
      if (!files.has(id)) return null
      const exports = (await import(pathToFileURL(id).href)) as Record<string, unknown>
      return { code: lightModule(exports, basename(id)), moduleSideEffects: false }
    },
  }
}

/** The module without its shapes: routes, words and numbers as literals, in the order of their names. */
export function lightModule(exports: Record<string, unknown>, file: string): string {
  return Object.entries(exports)
    .flatMap(([name, value]) => {
      const light = lightValue(value)
      return light === undefined ? [] : [`export const ${name} = ${JSON.stringify(light)}\n`]
    })
    .join('')
    .concat(`// ${file} without its shapes\n`)
}

function lightValue(value: unknown): unknown {
  if (isRoute(value)) {
    const { id, method, path, queryNames, takesFile, isVersioned } = value
    return { id, method, path, queryNames, takesFile, isVersioned }
  }
  return isPlain(value) ? value : undefined
}

function isRoute(value: unknown): value is Route {
  return typeof value === 'object' && value !== null && 'queryNames' in value && 'reply' in value
}

/** Whether JSON carries it whole: shapes and functions are not. */
function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPlain)
  if (typeof value === 'object' && value !== null) {
    return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isPlain)
  }
  return ['string', 'number', 'boolean'].includes(typeof value) || value === null
}
