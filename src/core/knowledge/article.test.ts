import { describe, expect, test } from 'vitest'
import type { Role } from '../permission.ts'
import { type ArticleFacts, asksFrom, canArticle, isAsked, maySee } from './article.ts'

const AUTHOR = { userId: 'author', mayWrite: true, mayPublish: false }
const MATE = { userId: 'mate', mayWrite: true, mayPublish: false }
const LEAD = { userId: 'lead', mayWrite: true, mayPublish: true }
const AUDITOR = { userId: 'auditor', mayWrite: false, mayPublish: false }

const DRAFT: ArticleFacts = { authorId: 'author', published: null, isChanged: true, isRetired: false }
const OUT: ArticleFacts = { ...DRAFT, published: 1, isChanged: false }

describe('who may do what with an article (C193)', () => {
  test.each([
    ['its author writes on', canArticle(DRAFT, AUTHOR).edit, true],
    ['a colleague does not', canArticle(DRAFT, MATE).edit, 'not_article_author'],
    ['an auditor only reads', canArticle(DRAFT, AUDITOR).edit, 'forbidden'],
    ['its author does not publish it', canArticle(DRAFT, AUTHOR).publish, 'article_needs_publisher'],
    ['whoever publishes does', canArticle(DRAFT, LEAD).publish, true],
    ['the same text is not published twice', canArticle(OUT, LEAD).publish, 'article_unchanged'],
    ['its author goes on writing a published one', canArticle(OUT, AUTHOR).edit, true],
    ['but does not change who reads it', canArticle(OUT, AUTHOR).arrange, 'article_needs_publisher'],
    ['a draft that was never published is its author’s to drop', canArticle(DRAFT, AUTHOR).retire, true],
    ['a published one is not', canArticle(OUT, AUTHOR).retire, 'article_needs_publisher'],
    ['nobody is reminded of a draft', canArticle(DRAFT, LEAD).remind, 'article_not_published'],
    ['what is retired is not changed', canArticle({ ...OUT, isRetired: true }, LEAD).edit, 'article_retired'],
    ['nor arranged', canArticle({ ...OUT, isRetired: true }, LEAD).arrange, 'article_retired'],
    ['but brought back', canArticle({ ...OUT, isRetired: true }, LEAD).retire, true],
  ])('%s', (_, answer, expected) => {
    expect(answer).toBe(expected)
  })
})

const DEPARTMENTS = new Map([
  ['top', { parentId: null }],
  ['sales', { parentId: 'top' }],
  ['one', { parentId: 'sales' }],
  ['two', { parentId: 'sales' }],
])
const person = (departmentId: string | null, ...roles: Role[]) => ({ userId: 'x', roles, departmentId })

describe('who reads it', () => {
  test.each([
    ['everybody, when nobody is named', [], person(null, 'rep'), true],
    ['the department itself', ['one'], person('one', 'rep'), true],
    ['a department below it', ['sales'], person('one', 'rep'), true],
    ['not the one beside it', ['two'], person('one', 'rep'), false],
    ['not a rep of the department above', ['one'], person('sales', 'rep'), false],
    ['whoever leads from above', ['one'], person('sales', 'manager'), true],
    ['not whoever leads the one beside it', ['one'], person('two', 'manager'), false],
    ['whoever sees the whole company', ['one'], person(null, 'finance'), true],
    ['not somebody who belongs nowhere', ['one'], person(null, 'rep'), false],
  ])('%s', (_, departmentIds, reader, expected) => {
    expect(maySee({ departmentIds }, reader, DEPARTMENTS)).toBe(expected)
  })
})

describe('who is asked to confirm', () => {
  const asked = (
    asking: { roles?: Role[]; departmentIds?: string[] },
    reader: ReturnType<typeof person>,
    only: string[] = [],
  ) =>
    isAsked(
      { audience: { departmentIds: only }, asking: { roles: [], departmentIds: [], ...asking } },
      reader,
      DEPARTMENTS,
    )
  test.each([
    ['nobody, when nobody is named', asked({}, person('one', 'rep')), false],
    ['the role', asked({ roles: ['rep'] }, person('one', 'rep')), true],
    ['one of several hats', asked({ roles: ['rep'] }, person('one', 'manager', 'rep')), true],
    ['not another role', asked({ roles: ['rep'] }, person('one', 'finance')), false],
    [
      'the department and what is below',
      asked({ departmentIds: ['sales'] }, person('one', 'assistant')),
      true,
    ],
    ['not somebody who may not read it', asked({ roles: ['rep'] }, person('two', 'rep'), ['one']), false],
  ])('%s', (_, answer, expected) => {
    expect(answer).toBe(expected)
  })

  test.each([
    ['the first that asks', asksFrom(null, { number: 3, asks: true, asksAnew: false }), 3],
    [
      'a small correction keeps what was confirmed',
      asksFrom(1, { number: 2, asks: true, asksAnew: false }),
      1,
    ],
    ['one that matters asks anew', asksFrom(1, { number: 2, asks: true, asksAnew: true }), 2],
    ['one that asks nobody', asksFrom(1, { number: 2, asks: false, asksAnew: true }), null],
  ])('%s', (_, answer, expected) => {
    expect(answer).toBe(expected)
  })
})
