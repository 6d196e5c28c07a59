import ts from 'typescript'
import { at, type Breach, isTest, lineOf, type Source, walk } from './source.ts'

const FILE_LINES_MAX = 400
const TEST_LINES_MAX = 800
const FUNCTION_LINES_MAX = 70
const COMPONENT_LINES_MAX = 120
const PARAMETERS_MAX = 4
const COLUMNS_MAX = 110

const BANNED_NAMES = [
  'utils',
  'helpers',
  'common',
  'misc',
  'manager',
  'base',
  'types',
  'util',
  'helper',
  'service',
]

/** Files that a tool reads through their default export. */
const DEFAULT_EXPORTS = /(^|\/)[a-z]+\.config\.ts$|^test\/support\/(postgres-server|web-and-browser)\.ts$/

export function sizeBreaches(source: Source): Breach[] {
  const lines = source.text.trimEnd().split('\n').length
  const limit = isTest(source) ? TEST_LINES_MAX : FILE_LINES_MAX
  return lines > limit ? [`${source.path} has ${lines} lines, at most ${limit}: split it by meaning`] : []
}

/** In the text of a query neither the compiler nor the linter sees what a merge left standing. */
export function mergeBreaches(source: Source): Breach[] {
  return source.text
    .split('\n')
    .flatMap((line, index) =>
      /^(<{7}|>{7}) /.test(line) ? [`${source.path}:${index + 1} a merge was not finished`] : [],
    )
}

export function functionBreaches(source: Source): Breach[] {
  const breaches: Breach[] = []
  walk(source.tree, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return
    const lines = lineOf(source, node.end) - lineOf(source, node.getStart()) + 1
    const name = nameOf(node)
    const limit = isComponent(source, name) ? COMPONENT_LINES_MAX : FUNCTION_LINES_MAX
    if (lines > limit && !isGroupOfTests(node)) {
      breaches.push(`${at(source, node)} ${name || 'a function'} has ${lines} lines, at most ${limit}`)
    }
    const parameters = node.parameters.filter((one) => one.name.getText() !== 'this').length
    // Rows of a table test arrive as parameters.
    if (parameters > PARAMETERS_MAX && !isTest(source)) {
      breaches.push(
        `${at(source, node)} ${name || 'a function'} has ${parameters} parameters, at most ${PARAMETERS_MAX}: use an object`,
      )
    }
  })
  return breaches
}

/**
 * Files in kebab-case (a file of one component may carry its PascalCase name), and no name that says nothing.
 */
export function nameBreaches({ path }: Pick<Source, 'path'>): Breach[] {
  const file = path.slice(path.lastIndexOf('/') + 1)
  const stem = file.replace(/(\.(db\.test|test|e2e|config|d))?\.tsx?$/, '')
  const breaches: Breach[] = []
  // A test may name its scenario: apply-payment.partial-then-overpay.test.ts.
  const kebab = (isTest({ path }) ? /^[a-z0-9]+([.-][a-z0-9]+)*$/ : /^[a-z0-9]+(-[a-z0-9]+)*$/).test(stem)
  const pascal = file.endsWith('.tsx') && /^([A-Z][a-z0-9]*)+$/.test(stem)
  if (!kebab && !pascal) breaches.push(`${path}: file names are kebab-case`)
  if (BANNED_NAMES.includes(stem)) breaches.push(`${path}: "${stem}" says nothing about what is in it`)
  return breaches
}

export function exportBreaches(source: Source): Breach[] {
  if (DEFAULT_EXPORTS.test(source.path)) return []
  const breaches: Breach[] = []
  walk(source.tree, (node) => {
    const isDefault =
      ts.isExportAssignment(node) ||
      (ts.canHaveModifiers(node) &&
        ts.getModifiers(node)?.some((one) => one.kind === ts.SyntaxKind.DefaultKeyword))
    if (isDefault) breaches.push(`${at(source, node)} named exports only`)
  })
  return breaches
}

/**
 * Marks of unfinished work, banners, and comment lines wider than the page (the formatter leaves comments
 * alone).
 */
export function commentBreaches(source: Source): Breach[] {
  return source.text.split('\n').flatMap((line, index) => {
    const comment = /^\s*(\/\/|\/?\*)|\s\/\/\s/.test(line)
    if (!comment) return []
    const where = `${source.path}:${index + 1}`
    if (/\b(TODO|FIXME|XXX|HACK)\b/.test(line)) return [`${where} unfinished work is an issue, not a comment`]
    if (/(\/\/|\*)\s*[-=*#─━]{4,}/.test(line)) return [`${where} no banners`]
    if (/^\s*(\/\/|\*|\/\*)/.test(line) && line.length > COLUMNS_MAX && !/https?:\/\//.test(line)) {
      return [`${where} has ${line.length} columns, at most ${COLUMNS_MAX}`]
    }
    return []
  })
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name) return node.name.getText()
  const holder = node.parent
  return ts.isVariableDeclaration(holder) || ts.isPropertyAssignment(holder) ? holder.name.getText() : ''
}

function isComponent({ path }: Source, name: string): boolean {
  return path.endsWith('.tsx') && /^[A-Z]/.test(name)
}

/** The body of `describe(…)` is a list of tests, not a function to be read in one go. */
function isGroupOfTests(node: ts.Node): boolean {
  const call = node.parent
  return ts.isCallExpression(call) && /^describe\b/.test(call.expression.getText())
}
