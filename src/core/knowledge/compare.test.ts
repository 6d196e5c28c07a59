import { expect, test } from 'vitest'
import { compareTexts } from './compare.ts'

const told = (before: string, after: string, title: [string, string] = ['标题', '标题']) =>
  compareTexts({ title: title[0], body: before }, { title: title[1], body: after }).map(
    ({ label, change, before: was, after: now }) => [label.zh, change, was?.zh ?? null, now?.zh ?? null],
  )

test('what stayed is not told, what was rewritten stands beside what it was', () => {
  expect(told('甲\n\n乙\n丙', '甲\n乙二\n丙')).toEqual([['第 2 段', 'changed', '乙', '乙二']])
})

test('what is new and what is gone keep their places', () => {
  expect(told('甲\n乙', '零\n甲')).toEqual([
    ['第 1 段', 'added', null, '零'],
    ['第 3 段', 'removed', '乙', null],
  ])
})

test('a title of its own, and nothing at all', () => {
  expect(told('甲', '甲', ['旧', '新'])).toEqual([['标题', 'changed', '旧', '新']])
  expect(told('甲\n\n', '\n甲')).toEqual([])
})
