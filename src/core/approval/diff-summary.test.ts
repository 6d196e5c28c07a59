import { expect, it } from 'vitest'
import { type ContentLine, diffLines } from './content.ts'
import { summarise } from './diff-summary.ts'

const same = (text: string) => ({ zh: text, en: text })
const line = (key: string, text: string, isOrdered = false): ContentLine => ({
  ...{ key, label: same(key), value: same(text) },
  ...(isOrdered ? { isOrdered } : {}),
})
const clause =
  '逾期付款的，乙方先书面提醒；满 7 日未付，乙方可暂停发货；满 30 日未付，乙方可主张全部到期款项。'

it('says a value whole, a clause by the figures that changed and then by its words', () => {
  const before = [line('违约金', '每日万分之5（0.05%）'), line('催款', clause), line('保密', '三年')]
  const now = clause.replace('30 日', '60 日').replace('主张', '请求').replace('7 日', '10 日')
  const after = [line('违约金', '每日万分之3（0.03%）'), line('催款', now), line('知识产权', '归甲方')]
  const said = summarise(diffLines(before, after), ({ zh }) => zh)
  expect(said.map(({ label, kind, touches }) => [label.zh, kind, touches])).toEqual([
    ['违约金', 'changed', [{ was: '每日万分之5（0.05%）', now: '每日万分之3（0.03%）' }]],
    [
      '催款',
      'changed',
      [
        { was: '7 日', now: '10 日' },
        { was: '30 日', now: '60 日' },
        { was: '主张', now: '请求' },
      ],
    ],
    ['保密', 'removed', []],
    ['知识产权', 'added', []],
  ])
})

it('one clause that was moved is told, those that only made room are not', () => {
  const of = (...names: string[]) => names.map((name) => line(name, name, true))
  const moved = (after: ContentLine[]) =>
    summarise(diffLines(of('包装', '质保', '保密', '争议'), after), ({ zh }) => zh).map(({ key, kind }) => [
      key,
      kind,
    ])
  expect(moved(of('争议', '包装', '质保', '保密'))).toEqual([['争议', 'moved']])
  expect(moved(of('不可抗力', '包装', '质保', '保密', '争议'))).toEqual([['不可抗力', 'added']])
  expect(moved(of('包装', '质保', '保密', '争议'))).toEqual([])
  expect(moved(of('包装', '保密', '质保', '争议'))).toHaveLength(1)
})
