import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffWords, type Piece } from './diff-words.ts'

it('shows what changed inside a clause and keeps the rest', () => {
  expect(diffWords('货到 30 天内付款', '货到 60 天内付款')).toEqual([
    { text: '货到 ', change: 'same' },
    { text: '30', change: 'removed' },
    { text: '60', change: 'added' },
    { text: ' 天内付款', change: 'same' },
  ])
})

it('loses no text: what stayed and went is the former, what stayed and came the new', () => {
  const text = fc.string({ unit: fc.constantFrom('甲', '乙', '付', ' ', 'ab', '3', '。'), maxLength: 30 })
  fc.assert(
    fc.property(text, text, (before, after) => {
      const pieces = diffWords(before, after)
      const without = (change: string) =>
        pieces.flatMap((piece) => (piece.change === change ? [] : [piece.text])).join('')
      expect(without('added')).toBe(before)
      expect(without('removed')).toBe(after)
    }),
  )
})

const THINGS = ['导轨', '滑块', '丝杠', '轴承', '伺服电机', '减速器', '控制柜', '编码器']
/** Article after article of a contract, each a sentence of its own. */
const article = (n: number) =>
  `第${n}条 供方应在第${n * 3}个工作日前交付${THINGS[n % 8]}，数量为${n * 7}件，需方在${n + 5}日内验收。` +
  (n % 6 === 5 ? '\n' : '')
const clause = (count: number) => Array.from({ length: count }, (_, index) => article(index + 1))
const kept = (pieces: readonly Piece[]) =>
  pieces.reduce((sum, { text, change }) => sum + (change === 'same' ? text.length : 0), 0)

describe('a clause of twenty thousand characters', () => {
  const before = clause(480)
  const text = before.join('')

  it('shows the one number that changed and keeps the rest', () => {
    expect(text.length).toBeGreaterThan(18_000)
    const after = before.with(200, before[200]!.replace('603', '90')).join('')
    expect(diffWords(text, after).filter(({ change }) => change !== 'same')).toEqual([
      { text: '603', change: 'removed' },
      { text: '90', change: 'added' },
    ])
  })

  it('shows a sentence put in and one taken out as that, however long the paragraph is', () => {
    const flat = before.map((one) => one.replace('\n', ''))
    const after = flat.toSpliced(100, 1).toSpliced(300, 0, '争议提交深圳国际仲裁院仲裁。')
    expect(diffWords(flat.join(''), after.join('')).filter(({ change }) => change !== 'same')).toEqual([
      { text: flat[100], change: 'removed' },
      { text: '争议提交深圳国际仲裁院仲裁。', change: 'added' },
    ])
  })

  it('stays readable when every sentence changed, and takes no longer than a page waits', () => {
    const after = before.map((one) => one.replace('验收', '书面验收')).join('')
    const began = process.cpuUsage()
    const pieces = diffWords(text, after)
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(1_500)
    expect(kept(pieces)).toBe(text.length)
    const other = before.map((one) => [...one].reverse().join('')).join('')
    const again = process.cpuUsage()
    diffWords(text, other)
    diffWords('甲乙丙丁'.repeat(5_000), '丁丙乙甲'.repeat(5_000))
    diffWords('。'.repeat(20_000), '；'.repeat(20_000))
    expect(process.cpuUsage(again).user / 1_000).toBeLessThan(3_000)
  })
})

it('loses nothing of a long text either', () => {
  const part = fc.constantFrom(...clause(40), '本条删除。', '，', '\n')
  const long = fc.array(part, { minLength: 10, maxLength: 40 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(long, long, (before, after) => {
      const pieces = diffWords(before, after)
      const without = (change: string) =>
        pieces.flatMap((piece) => (piece.change === change ? [] : [piece.text])).join('')
      expect(without('added')).toBe(before)
      expect(without('removed')).toBe(after)
    }),
    { numRuns: 60 },
  )
})
