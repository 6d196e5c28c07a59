import { posix } from 'node:path'
import ts from 'typescript'
import { type Breach, isTest, lineOf, type Source, walk } from './source.ts'

/**
 * Tier of every server module: a module imports its own tier and those below it, and only through index.ts.
 */
export const TIERS: Record<string, number> = {
  identity: 1,
  'custom-fields': 1,
  lists: 1,
  exports: 1,
  files: 1,
  approvals: 1,
  tasks: 1,
  notify: 1,
  numbers: 1,
  customers: 2,
  'customer-mail': 2,
  complaints: 2,
  deals: 2,
  prices: 2,
  rates: 2,
  quotes: 2,
  contracts: 2,
  signing: 2,
  orders: 2,
  goods: 2,
  receivables: 2,
  cash: 2,
  credit: 2,
  register: 2,
  targets: 2,
  indicators: 2,
  watch: 3,
  risks: 4,
  cases: 4,
  knowledge: 4,
  onboarding: 4,
  reports: 4,
  brief: 4,
  team: 4,
  periods: 4,
  duties: 4,
  scores: 4,
  meetings: 4,
  commission: 4,
  emergency: 4,
  dunning: 4,
  'data-quality': 4,
  integrations: 4,
  handover: 4,
  history: 4,
  imports: 4,
  checkup: 4,
  backtest: 4,
  reviews: 4,
  watchdog: 4,
  workbench: 4,
  setup: 4,
}

export type Import = { target: string; line: number }

/** Every import, re-export and dynamic import with a literal name; relative ones as paths from the root. */
export function importsOf(source: Source): Import[] {
  const found: Import[] = []
  walk(source.tree, (node) => {
    const name = specifierOf(node)
    if (!name) return
    const target = name.startsWith('.') ? posix.join(posix.dirname(source.path), name) : name
    found.push({ target, line: lineOf(source, node.getStart()) })
  })
  return found
}

/**
 * The table "who may import what" of the design, for one file. Tests may reach further, but not into the
 * web.
 */
export function layerBreaches(source: Source): Breach[] {
  if (isTest(source)) return []
  return importsOf(source).flatMap(({ target, line }) => {
    const reason = whyForbidden(source.path, target)
    return reason ? [`${source.path}:${line} imports ${target}: ${reason}`] : []
  })
}

/** Server modules that depend on each other in a circle, each circle once, as "a → b → a". */
export function moduleCycles(sources: Source[]): Breach[] {
  const graph = new Map<string, Set<string>>()
  for (const source of sources.filter((one) => !isTest(one))) {
    const from = moduleOf(source.path)
    if (!from) continue
    for (const { target } of importsOf(source)) {
      const to = moduleOf(target)
      if (to && to !== from) graph.set(from, (graph.get(from) ?? new Set()).add(to))
    }
  }
  const circles = new Set<string>()
  const visit = (name: string, trail: string[]) => {
    const seenAt = trail.indexOf(name)
    if (seenAt >= 0) {
      const circle = trail.slice(seenAt)
      const first = circle.indexOf([...circle].sort()[0]!)
      const turned = [...circle.slice(first), ...circle.slice(0, first)]
      circles.add([...turned, turned[0]].join(' → '))
      return
    }
    for (const next of graph.get(name) ?? []) visit(next, [...trail, name])
  }
  for (const name of graph.keys()) visit(name, [])
  return [...circles]
}

function specifierOf(node: ts.Node): string | null {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
    return ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : null
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const name = node.arguments[0]
    return name && ts.isStringLiteral(name) ? name.text : null
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return ts.isStringLiteral(node.argument.literal) ? node.argument.literal.text : null
  }
  return null
}

function whyForbidden(from: string, to: string): string | null {
  const layer = layerOf(from)
  if (layer === 'core') return to.startsWith('src/core/') ? null : 'core imports core only'
  if (layer === 'world') return within(to, 'core', 'world') ? null : 'world imports core only'
  if (layer === 'text') return within(to, 'core', 'text') ? null : 'text holds words, it imports core only'
  if (layer === 'api') {
    return within(to, 'core', 'api') || to === 'zod'
      ? null
      : 'api imports core and zod, it is shared by both sides'
  }
  if (layer === 'server') return whyForbiddenInServer(from, to)
  if (layer === 'web') return whyForbiddenInWeb(from, to)
  return null
}

function whyForbiddenInServer(from: string, to: string): string | null {
  if (within(to, 'web')) return 'the server does not know the web'
  const inCommand = from.startsWith('src/server/cli/')
  if (within(to, 'world') && !inCommand) return 'only the bw command uses the generator'
  if (from.startsWith('src/server/platform/')) {
    return /^src\/server\/(?!platform\/)/.test(to) ? 'platform knows no business word' : null
  }
  const own = moduleOf(from)
  if (!own) return null
  const other = moduleOf(to)
  if (/^src\/server\/(?!platform\/|modules\/)/.test(to)) return 'modules do not know the composition root'
  if (!other || other === own) return null
  if (to !== `src/server/modules/${other}/index.ts`) return `another module is its index.ts`
  const [ownTier, otherTier] = [TIERS[own], TIERS[other]]
  if (!ownTier || !otherTier) return `module ${ownTier ? other : own} has no tier: give it one in TIERS`
  return otherTier > ownTier ? `tier ${ownTier} does not know tier ${otherTier}` : null
}

function whyForbiddenInWeb(from: string, to: string): string | null {
  if (within(to, 'server', 'world') || to.startsWith('node:'))
    return 'pages reach the server through api only'
  if (from.startsWith('src/web/ui/') && /^src\/web\/(pages|parts|shell)\//.test(to))
    return 'ui is used by pages, not the other way'
  if (from.startsWith('src/web/parts/') && to.startsWith('src/web/pages/'))
    return 'parts are used by pages, not the other way'
  const [own, other] = [pageAreaOf(from), pageAreaOf(to)]
  return own && other && own !== other ? 'pages share through ui and parts, not through each other' : null
}

function within(path: string, ...layers: string[]): boolean {
  return layers.some((layer) => path.startsWith(`src/${layer}/`))
}

function layerOf(path: string): string | null {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? null
}

function moduleOf(path: string): string | null {
  return /^src\/server\/modules\/([^/]+)\//.exec(path)?.[1] ?? null
}

function pageAreaOf(path: string): string | null {
  return /^src\/web\/pages\/([^/]+)\//.exec(path)?.[1] ?? null
}
