import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Inline, type Part, parseArticle, wordsOf } from './markup.ts'

const text = (words: string): Inline => ({ kind: 'text', text: words })

const CASES: [string, string, Part[]][] = [
  ['nothing', ' \n\n', []],
  ['a heading', '## 报价流程', [{ kind: 'heading', level: 2, line: [text('报价流程')] }]],
  ['four signs are no heading', '#### 四级', [{ kind: 'paragraph', lines: [[text('#### 四级')]] }]],
  ['lines of one paragraph', '一\n二', [{ kind: 'paragraph', lines: [[text('一')], [text('二')]] }]],
  [
    'an empty line parts them',
    '一\r\n\r\n二',
    [
      { kind: 'paragraph', lines: [[text('一')]] },
      { kind: 'paragraph', lines: [[text('二')]] },
    ],
  ],
  [
    'a list and another kind of list',
    '- 甲\n- 乙\n1. 丙\n2、丁',
    [
      { kind: 'list', ordered: false, items: [[text('甲')], [text('乙')]] },
      { kind: 'list', ordered: true, items: [[text('丙')], [text('丁')]] },
    ],
  ],
  ['a decimal is no list', '1.5 倍', [{ kind: 'paragraph', lines: [[text('1.5 倍')]] }]],
  [
    'bold and a link in a line',
    '先**核对**，见[标准](https://example.com/a?b=1#c)。',
    [
      {
        kind: 'paragraph',
        lines: [
          [
            text('先'),
            { kind: 'bold', text: '核对' },
            text('，见'),
            { kind: 'link', text: '标准', href: 'https://example.com/a?b=1#c' },
            text('。'),
          ],
        ],
      },
    ],
  ],
]

test.each(CASES)('%s', (_, body, parts) => {
  expect(parseArticle(body)).toEqual(parts)
})

describe('whatever is typed', () => {
  const links = (body: string): string[] =>
    parseArticle(body).flatMap((part) => {
      const lines = part.kind === 'heading' ? [part.line] : part.kind === 'list' ? part.items : part.lines
      return lines.flat().flatMap((piece) => (piece.kind === 'link' ? [piece.href] : []))
    })

  test.each([
    '[点我](javascript:alert(1))',
    '[点我](data:text/html,<script>)',
    '[点我](//evil.example)',
    '[点我](https://a.example" onclick="x)',
    '[点我]( https://a.example)',
    '<a href="https://a.example">点我</a>',
  ])('%s is no link', (body) => {
    expect(links(body)).toEqual([])
    expect(wordsOf(body)).toBe(body)
  })

  test('only http and https lead anywhere, and no word is lost', () => {
    const piece = fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      '**',
      '*',
      '#',
      '- ',
      '\n',
      'http://',
      'a',
      '中',
      ':',
      '<b>',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const body = pieces.join('')
        for (const href of links(body)) expect(href).toMatch(/^https?:\/\/[^\s()<>"'`]+$/i)
        const kept = body.replace(/[^a中]/g, '')
        const shown = wordsOf(body) + links(body).join('')
        // An address is shown as its words and followed as its href: together nothing is missing.
        expect(shown.replace(/[^a中]/g, '').length).toBe(kept.length)
      }),
      { numRuns: 2_000 },
    )
  })

  test('a page of opening signs costs no more than a page of words', () => {
    const body = '['.repeat(20_000)
    expect(wordsOf(body)).toBe(body)
  })
})
