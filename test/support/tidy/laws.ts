import ts from 'typescript'
import { at, type Breach, isTest, type Source, walk } from './source.ts'

const CLOCK = 'src/server/platform/clock.ts'

/** Law 1: the time and chance of a run come from one file. core and world do not even know the type. */
export function clockBreaches(source: Source): Breach[] {
  if (!source.path.startsWith('src/') || source.path === CLOCK) return []
  const pure = /^src\/(core|world)\//.test(source.path) && !isTest(source)
  const breaches: Breach[] = []
  walk(source.tree, (node) => {
    const told = clockUse(node) ?? (pure && isDateName(node) ? 'Date' : null)
    if (told) breaches.push(`${at(source, node)} uses ${told}: time and chance are arguments (law 1)`)
  })
  return breaches
}

export function typeBreaches(source: Source): Breach[] {
  const breaches: Breach[] = []
  walk(source.tree, (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword)
      breaches.push(`${at(source, node)} says any: say what it is, or unknown`)
  })
  for (const [mark] of source.text.matchAll(/@ts-(ignore|nocheck)\b/g)) {
    // Put together at run time, or this very file would be found.
    breaches.push(`${source.path} ${mark}: make the types right`)
  }
  return breaches
}

/** A test that does not run proves nothing, and one that runs alone hides the others. */
export function skippedTestBreaches(source: Source): Breach[] {
  if (!isTest(source)) return []
  const breaches: Breach[] = []
  walk(source.tree, (node) => {
    if (!ts.isPropertyAccessExpression(node)) return
    const runner = node.expression.getText()
    if (/^(test|it|describe)\b/.test(runner) && /^(skip|only|todo|fails)$/.test(node.name.text)) {
      breaches.push(`${at(source, node)} ${runner}.${node.name.text}`)
    }
  })
  return breaches
}

/** A metric asked about the past must not look at the clock of the database. */
export function sqlClockBreaches(source: Source): Breach[] {
  if (isTest(source) || !/^src\/server\/modules\/(.*\/)?(metrics[^/]*\.ts|watch\/)/.test(source.path))
    return []
  const breaches: Breach[] = []
  walk(source.tree, (node) => {
    if (!ts.isStringLiteralLike(node) && !ts.isTemplateHead(node) && !ts.isTemplateMiddleOrTemplateTail(node))
      return
    const use = /\b(now\(\)|clock_timestamp\(\)|current_(date|timestamp|time)|localtimestamp)/i.exec(
      node.text,
    )
    if (use) breaches.push(`${at(source, node)} SQL ${use[0]}: pass asOf in`)
  })
  return breaches
}

/** Migrations are 0001_name.sql, 0002_name.sql, … without a gap or a double. */
export function migrationBreaches(names: string[]): Breach[] {
  return [...names].sort().flatMap((name, index) => {
    const number = /^(\d{4})_[a-z0-9-]+\.sql$/.exec(name)?.[1]
    if (!number) return [`${name}: migrations are called 0001_what-it-does.sql`]
    return Number(number) === index + 1
      ? []
      : [`${name} should have number ${String(index + 1).padStart(4, '0')}`]
  })
}

/**
 * What is recorded later must not change what was known: each metric goes through a leak test, by being named
 * in one or because the test runs over the whole list.
 */
export function leakTestBreaches(metrics: { subject: string; id: string }[], sources: Source[]): Breach[] {
  const tests = sources.filter(({ path }) => /leak[^/]*\.test\.ts$/.test(path))
  if (tests.length === 0) return ['there is no leak test (a file named …leak….test.ts)']
  if (tests.some(({ text }) => /\bMETRICS\b/.test(text))) return []
  return metrics
    .filter(({ id }) => !tests.some(({ text }) => new RegExp(`['"\`]${id}['"\`]`).test(text)))
    .map(({ subject, id }) => `metric ${subject}.${id} is in no leak test`)
}

function clockUse(node: ts.Node): string | null {
  if (ts.isPropertyAccessExpression(node)) {
    const name = node.getText().replaceAll(/\s/g, '')
    return name === 'Date.now' || name === 'Math.random' || name === 'performance.timeOrigin' ? name : null
  }
  const bare = ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length
  return bare ? 'new Date()' : null
}

function isDateName(node: ts.Node): boolean {
  if (!ts.isIdentifier(node) || node.text !== 'Date') return false
  const holder = node.parent
  const isMember =
    (ts.isPropertyAccessExpression(holder) && holder.name === node) ||
    (ts.isPropertyAssignment(holder) && holder.name === node) ||
    (ts.isPropertySignature(holder) && holder.name === node)
  return !isMember
}
