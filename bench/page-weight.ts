import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * What each page loads before it can be used: the entry with the frame, and the page's own chunk with all it
 * imports, scripts and styles, as the server sends them compressed with gzip. What is asked for
 * later (a drawer on a click, a chart when it is seen) is listed with what it adds.
 *
 *   node bench/page-weight.ts        after npm run web:build
 */
const ROOT = join(import.meta.dirname, '..')
const DIST = join(ROOT, 'dist/web')
const ENTRY = 'index.html'
/** What issue 3 allows one page. */
export const PAGE_BOUND = 350_000

type Chunk = { file: string; css?: string[]; imports?: string[]; dynamicImports?: string[] }
type Manifest = Record<string, Chunk>

/** Compressed bytes of one page; `later` names what it may ask for afterwards, with the bytes each adds. */
export type PageWeight = { page: string; path: string; bytes: number; later: Record<string, number> }

export function pageWeights(): PageWeight[] {
  const manifest = readManifest()
  const entry = closureOf(manifest, [ENTRY])
  const weights = [...pagesOfTheMap()].flatMap(([page, path]): PageWeight[] =>
    [null, ...partsOf(page)].map((part) => {
      const files = closureOf(manifest, part === null ? [ENTRY, page] : [ENTRY, page, part])
      const name = part === null ? page : `${page}#${basename(part, '.tsx')}`
      return { page: name, path, bytes: bytesOf(files), later: laterOf(manifest, page, files) }
    }),
  )
  return [
    { page: 'entry', path: '', bytes: bytesOf(entry), later: laterOf(manifest, ENTRY, entry) },
    ...weights.sort((a, b) => b.bytes - a.bytes),
  ]
}

function readManifest(): Manifest {
  const file = join(DIST, '.vite/manifest.json')
  if (!existsSync(file)) throw new Error('The pages are not built: npm run web:build')
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest
}

/** Page chunks by the source that the map of routes names, with the first path they stand under. */
function pagesOfTheMap(): Map<string, string> {
  const pages = new Map<string, string>()
  for (const name of readdirSync(join(ROOT, 'src/web'))) {
    if (!/^routes.*\.tsx$/.test(name)) continue
    const source = readFileSync(join(ROOT, 'src/web', name), 'utf8')
    for (const [, path, page] of source.matchAll(/path: '([^']+)'[\s\S]*?import\('\.\/(pages\/[^']+)'\)/g)) {
      if (!pages.has(`src/web/${page}`)) pages.set(`src/web/${page}`, path!)
    }
  }
  return pages
}

/** The parts of a page of which its address chooses one (`part` of web/ui/later.tsx). */
function partsOf(page: string): string[] {
  const source = readFileSync(join(ROOT, page), 'utf8')
  const named = source.matchAll(/\bpart\(\s*async \(\) => \(await import\('(\.[^']+)'\)/g)
  return [...named].map(([, file]) => join(dirname(page), file!))
}

function closureOf(manifest: Manifest, keys: readonly string[]): Set<string> {
  const files = new Set<string>()
  const visit = (key: string) => {
    const chunk = manifest[key]
    if (!chunk) throw new Error(`No chunk of its own: ${key}`)
    if (files.has(chunk.file)) return
    files.add(chunk.file)
    for (const style of chunk.css ?? []) files.add(style)
    chunk.imports?.forEach(visit)
  }
  keys.forEach(visit)
  return files
}

/** What the page's own chunks ask for later, by name, without what the page has already. */
function laterOf(manifest: Manifest, page: string, has: ReadonlySet<string>): Record<string, number> {
  const entry = page === ENTRY ? new Set<string>() : closureOf(manifest, [ENTRY])
  const asked = Object.values(manifest).flatMap(({ file, dynamicImports = [] }) =>
    has.has(file) && !entry.has(file) ? dynamicImports : [],
  )
  const parts = new Set(partsOf(page === ENTRY ? 'src/web/main.tsx' : page))
  const names = [...new Set(asked)].filter((key) => !key.includes('-page.tsx') && !parts.has(key))
  return Object.fromEntries(names.map((key) => [key, bytesOf(closureOf(manifest, [key]), has)] as const))
}

/** The build has put the compressed form beside every script and style. */
function bytesOf(files: ReadonlySet<string>, without: ReadonlySet<string> = new Set()): number {
  const counted = [...files].filter((file) => !without.has(file))
  return counted.reduce((sum, file) => sum + statSync(join(DIST, `${file}.gz`)).size, 0)
}

function print(weights: readonly PageWeight[]): void {
  for (const { page, path, bytes, later } of weights) {
    console.log(`${kB(bytes)} kB  ${path || '—'}  ${page.replace('src/web/', '')}`)
    for (const [name, more] of Object.entries(later)) console.log(`          later +${kB(more)} kB  ${name}`)
  }
  const pages = weights.filter(({ path }) => path !== '')
  const over = pages.filter(({ bytes }) => bytes > PAGE_BOUND)
  console.log(`\n${pages.length} pages, ${over.length} over ${PAGE_BOUND / 1000} kB`)
}

function kB(bytes: number): string {
  return (bytes / 1000).toFixed(1).padStart(6)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) print(pageWeights())
