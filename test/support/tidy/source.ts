import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

export const ROOT = join(import.meta.dirname, '../../..')

/** One file of the project: path from the root with forward slashes, its text, and its syntax tree. */
export type Source = { path: string; text: string; tree: ts.SourceFile }

/** A breach of the style guide: where, and what to do about it. */
export type Breach = string

export function sourceOf(path: string, text: string): Source {
  const kind = path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind) }
}

/** Every TypeScript file under the given folders; generated files are nobody's style. */
export function readSources(...folders: string[]): Source[] {
  return folders
    .flatMap((folder) => listFiles(folder))
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('/db-types.ts'))
    .map((path) => sourceOf(path, readFileSync(join(ROOT, path), 'utf8')))
}

/** Paths of all files below a folder; a folder that does not exist (yet) has none. */
export function listFiles(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return []
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    return entry.isDirectory() ? listFiles(path) : [path]
  })
}

export function isTest({ path }: { path: string }): boolean {
  return /\.(test|e2e)\.tsx?$/.test(path) || path.startsWith('test/')
}

export function at(source: Source, node: ts.Node): string {
  return `${source.path}:${lineOf(source, node.getStart())}`
}

export function lineOf({ tree }: Source, position: number): number {
  return tree.getLineAndCharacterOfPosition(position).line + 1
}

/** Calls `visit` for every node of the tree, parents first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  ts.forEachChild(node, (child) => walk(child, visit))
}
