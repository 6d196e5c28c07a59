import { dirname, join } from 'node:path'

/** Style sheets and code of the pages: path → text. */
export type WebFiles = ReadonlyMap<string, string>

const CLASS = '(?:bw|biz)-[a-z0-9-]*[a-z0-9]'

/**
 * Classes that are used before the sheet that describes them is there: a sheet comes with the code that
 * imports it, and what is fetched later must find its own beside it or with what it was opened from. Else a
 * page looks right only after something else was opened.
 */
export function styleBreaches(files: WebFiles, entry: string): string[] {
  const sheets = sheetsOfClasses(files)
  const found = new Set<string>()
  const visit = (file: string, before: ReadonlySet<string>, seen: Set<string>) => {
    const own = closureOf(files, file)
    const all = new Set([...before, ...own])
    for (const one of own) {
      for (const name of classesIn(files.get(one)!)) {
        const described = sheets.get(name)
        if (described && ![...described].some((sheet) => all.has(sheet)))
          found.add(`${one} uses .${name}, which ${[...described].join(' or ')} describes: import it`)
      }
      for (const later of importsOf(files, one).later) {
        if (seen.has(later)) continue
        seen.add(later)
        // What a page asks for knows nothing of another page.
        visit(later, all, file === entry ? new Set([later]) : seen)
      }
    }
  }
  visit(entry, new Set(), new Set([entry]))
  return [...found].sort()
}

function closureOf(files: WebFiles, first: string): Set<string> {
  const closure = new Set([first])
  for (const file of closure) for (const next of importsOf(files, file).now) closure.add(next)
  return closure
}

function importsOf(files: WebFiles, file: string): { now: string[]; later: string[] } {
  const text = file.endsWith('.css') ? '' : files.get(file)!.replace(/^import type [^']*'[^']+'$/gm, '')
  const named = (pattern: RegExp) =>
    [...text.matchAll(pattern)]
      .map(([, path]) => join(dirname(file), path!))
      .filter((path) => files.has(path))
  return { now: named(/(?:\bfrom |^import )'(\.[^']+)'/gm), later: named(/\bimport\('(\.[^']+)'\)/g) }
}

/** Names that are put together (`bw-why-${level}`) end in a hyphen and are left out. */
function classesIn(text: string): Set<string> {
  const names = text.matchAll(new RegExp(`(?<![\\w.-])(${CLASS})(?![\\w-]|\\$)`, 'g'))
  return new Set([...names].map(([, name]) => name!))
}

function sheetsOfClasses(files: WebFiles): Map<string, Set<string>> {
  const sheets = new Map<string, Set<string>>()
  for (const [file, text] of files) {
    if (!file.endsWith('.css')) continue
    for (const [, name] of text.matchAll(new RegExp(`\\.(${CLASS})`, 'g')))
      sheets.set(name!, (sheets.get(name!) ?? new Set()).add(file))
  }
  return sheets
}
