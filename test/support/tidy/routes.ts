import { posix } from 'node:path'
import ts from 'typescript'
import { at, type Breach, isTest, type Source, walk } from './source.ts'

export type RouteLike = { id: string; method: string; path: string; permission: string }

/** A route constant of src/api and the name it is exported under, as "src/api/deals.ts#listDeals". */
export type NamedRoute = { key: string; route: RouteLike }

export function isRoute(value: unknown): value is RouteLike {
  if (typeof value !== 'object' || value === null) return false
  return ['id', 'method', 'path', 'permission', 'reply'].every((name) => name in value)
}

/** Every route has a permission that exists, and an id and an address of its own. */
export function routeBreaches(routes: NamedRoute[], permissions: readonly string[]): Breach[] {
  const breaches: Breach[] = []
  const seen = new Map<string, string>()
  for (const { key, route } of routes) {
    if (!['public', 'signed-in', ...permissions].includes(route.permission)) {
      breaches.push(`${key} has the permission "${route.permission}", which does not exist`)
    }
    const address = `${route.method} ${route.path.replaceAll(/:\w+/g, ':')}`
    for (const mark of [`id ${route.id}`, address]) {
      const first = seen.get(mark)
      if (first) breaches.push(`${key} has the same ${mark} as ${first}`)
      seen.set(mark, key)
    }
  }
  return breaches
}

/** Where a route is handed on that somebody else has named. */
const DOORS = ['src/server/platform/serve.ts', 'src/server/modules/exports/serve-export.ts']

/** Every route constant is served exactly once: by serve, serveRaw, servePublic, or serveExport over them. */
export function servedBreaches(routes: NamedRoute[], sources: Source[]): Breach[] {
  const servedAt = new Map<string, string[]>()
  const breaches: Breach[] = []
  for (const source of sources.filter((one) => one.path.startsWith('src/server/') && !isTest(one))) {
    const names = importedNames(source)
    walk(source.tree, (node) => {
      if (!ts.isCallExpression(node) || !/^serve(Raw|Public|Export)?$/.test(node.expression.getText())) return
      const key = keyOf(node.arguments[1], names)
      if (!key) {
        if (!DOORS.includes(source.path))
          breaches.push(`${at(source, node)} serves something that is not a route constant`)
        return
      }
      servedAt.set(key, [...(servedAt.get(key) ?? []), at(source, node)])
    })
  }
  for (const { key } of routes) {
    const places = servedAt.get(key) ?? []
    if (places.length === 0) breaches.push(`${key} is served nowhere`)
    if (places.length > 1) breaches.push(`${key} is served ${places.length} times: ${places.join(', ')}`)
  }
  return breaches
}

/** Local name → "file#exported name"; a namespace import maps to "file#". */
function importedNames(source: Source): Map<string, string> {
  const names = new Map<string, string>()
  for (const node of source.tree.statements) {
    if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) continue
    const file = posix.join(posix.dirname(source.path), node.moduleSpecifier.text)
    const bindings = node.importClause?.namedBindings
    if (!bindings) continue
    if (ts.isNamespaceImport(bindings)) names.set(bindings.name.text, `${file}#`)
    else {
      for (const one of bindings.elements) {
        names.set(one.name.text, `${file}#${(one.propertyName ?? one.name).text}`)
      }
    }
  }
  return names
}

function keyOf(argument: ts.Expression | undefined, names: Map<string, string>): string | null {
  if (!argument) return null
  if (ts.isIdentifier(argument)) return names.get(argument.text) ?? null
  if (ts.isPropertyAccessExpression(argument)) {
    const file = names.get(argument.expression.getText())
    return file?.endsWith('#') ? file + argument.name.text : null
  }
  return null
}
