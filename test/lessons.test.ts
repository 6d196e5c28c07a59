import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { ROOT, walk } from './support/tidy/source.ts'

/**
 * What went wrong in other products of this kind, and the tests that keep it from going wrong here. Each test
 * is named by its file and its words: it must be there, run and assert something, so that none can go or be
 * emptied without this list being told.
 */
const LESSONS: Record<string, readonly (readonly [file: string, words: string])[]> = {
  'ageing of a day is unmoved by what is dated later, and its buckets sum to what is open': [
    [
      'src/server/modules/receivables/receivables-property.db.test.ts',
      'by business date a past day is unmoved by whatever is dated after it',
    ],
    [
      'src/server/modules/receivables/receivables-property.db.test.ts',
      'what was known at the end of a day is known the same for ever',
    ],
    [
      'src/server/modules/receivables/receivables.db.test.ts',
      'buckets and customers both sum to what is open, on any day, in both readings',
    ],
  ],
  'each instalment of a contract is reminded of on its own date': [
    [
      'src/server/modules/dunning/dunning.db.test.ts',
      'the instalments of one invoice are asked for each on its own date',
    ],
    ['src/core/dunning/decide.test.ts', 'speaks of everything open, at the highest stage, each at its own'],
  ],
  'many open items are one message, and credit notes come off the claim': [
    ['src/server/modules/dunning/dunning.db.test.ts', 'many items are one step at the highest stage'],
    ['src/server/modules/dunning/dunning.db.test.ts', 'a credit note comes off what is asked for'],
  ],
  'no way leads past the limit: close and reopen, split, copy, edit, import, API': [
    ['src/server/modules/credit/holds.db.test.ts', 'no sequence of these leads past the limit (property)'],
    ['src/server/documents-bypass.db.test.ts', '%s × %s'],
  ],
  'a warning reaches who may not read the ledger, and tells nothing of it': [
    [
      'src/server/modules/credit/holds.db.test.ts',
      'a rep is not told a tenth of what the company is owed, not even where it decides',
    ],
  ],
  'a stalled clock starts at the stage or the last contact, and an open stage has a duration': [
    ['src/core/watch/pack.test.ts', 'C041: one day beyond the norm of the stage'],
    ['src/core/watch/fold.test.ts', 'an old visit noted late does not set the clock back'],
    ['src/core/watch/fold.test.ts', 'an age has one row: the fact the clock runs from'],
  ],
  'a silence or pause has an end, a reason and somebody who made it': [
    ['src/server/modules/watch/routes.db.test.ts', 'can be handed over, silenced with an end and a reason'],
    [
      'src/core/receivable/promise.test.ts',
      'pauses for no more than two weeks, however far the promised day',
    ],
  ],
  'a deadline moves when the date it depends on moves': [
    ['src/core/watch/pack.test.ts', 'a due day put off moves the course with it'],
  ],
  'timers run in working time and pause while the customer is waited for, on the record': [
    ['src/core/quote/clock.test.ts', 'runs in working time: nights, weekends and holidays do not count'],
    [
      'src/server/modules/quotes/quotes.db.test.ts',
      'asked, paused, going on, sent with lines, answered, won: every step a row',
    ],
  ],
}

describe('lessons of others', () => {
  test.each(Object.entries(LESSONS))('%s', (_lesson, tests) => {
    expect(tests.flatMap(([file, words]) => whyNotHeld(join(ROOT, file), words) ?? [])).toEqual([])
  })
})

describe('a lesson is not held by', () => {
  const cases: [string, string][] = [
    ['words in a comment', '// what is asked\nexpect(1).toBe(1)'],
    ['a test that is skipped', "test.skip('what is asked', () => { expect(1).toBe(1) })"],
    [
      'a test within a group that is skipped',
      "describe.skip('all', () => { it('what is asked', () => { expect(1).toBe(1) }) })",
    ],
    ['a test that is still to be written', "test.todo('what is asked')"],
    ['a test that is expected to fail', "test.fails('what is asked', () => { expect(1).toBe(2) })"],
    ['a test that asserts nothing', "test('what is asked', () => { run() })"],
  ]
  test.each(cases)('%s', (_, text) => {
    expect(whyNotHeldBy(text, 'what is asked')).not.toBeNull()
  })
  test('but by one that runs and asserts, also once for each of a table or a property', () => {
    for (const text of [
      "test('what is asked', () => { expect(1).toBe(1) })",
      "describe('all', () => { it.each(rows)('what is asked %s', (row) => { expect(row).toBe(1) }) })",
      "test('what is asked', () => fc.assert(fc.property(fc.nat(), (n) => n >= 0)))",
    ])
      expect(whyNotHeldBy(text, 'what is asked')).toBeNull()
  })
})

function whyNotHeld(path: string, words: string): string | null {
  const why = whyNotHeldBy(readFileSync(path, 'utf8'), words)
  return why && `${path}: "${words}" ${why}`
}

/** Null: a test of these words is there, runs, and asserts something. */
function whyNotHeldBy(text: string, words: string): string | null {
  const tree = ts.createSourceFile('any.test.ts', text, ts.ScriptTarget.Latest, true)
  const found: ts.CallExpression[] = []
  walk(tree, (node) => {
    if (!ts.isCallExpression(node) || !/^(test|it)\b/.test(node.expression.getText())) return
    const [title] = node.arguments
    if (title && isText(title) && title.getText().includes(words)) found.push(node)
  })
  if (found.length === 0) return 'is not the title of a test'
  const reasons = found.map(whyIdle)
  return reasons.includes(null) ? null : (reasons[0] ?? null)
}

function isText(node: ts.Node): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)
}

function whyIdle(call: ts.CallExpression): string | null {
  for (let node: ts.Node = call; node; node = node.parent) {
    if (ts.isCallExpression(node) && /^(test|it|describe)\b.*\.(skip|todo|fails)/s.test(calledName(node)))
      return 'does not run'
  }
  let asserts = false
  for (const given of call.arguments.slice(1))
    walk(given, (node) => {
      if (ts.isIdentifier(node) && /^(expect|assert)/.test(node.text)) asserts = true
    })
  return asserts ? null : 'asserts nothing'
}

/** `test.each(rows)(title, run)`: what stands before the rows says whether it runs. */
function calledName(call: ts.CallExpression): string {
  const { expression } = call
  return ts.isCallExpression(expression) ? expression.expression.getText() : expression.getText()
}
