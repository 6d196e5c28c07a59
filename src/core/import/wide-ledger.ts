import type { ColumnPair } from './mapping.ts'

/** What a wide ledger writes side by side: payments (回款1日期/回款1金额/…) and planned instalments. */
export type WidePairs = { payments: ColumnPair[]; instalments: ColumnPair[]; used: ReadonlySet<string> }

const PAYMENT_WORD = '(?:回款|收款|付款|到账|已收款|实收|回笼|payment|paid|received)'
const PLAN_WORD =
  '(?:应收|应付|计划|应回款|计划回款|约定付款|约定回款|预计回款|分期|instalment|installment|due)'
const ORDINAL = '(?:第?\\s*([0-9]{1,2}|[一二三四五六七八九十]{1,2}|首)\\s*[次笔期批]?)'
const DATE_WORD = /(日期|时间|日|date|on)$/i
const AMOUNT_WORD = /(金额|款额|额|款|amount)$/i
const HAN_DIGITS = '一二三四五六七八九十'

/** Recognises numbered pairs in any order of word and number: 回款1日期, 第1次回款金额, 一期应收日期, Payment 2 Amount. */
export function findWidePairs(names: readonly string[]): WidePairs {
  const payments = new Map<number, { on?: string; amount?: string }>()
  const instalments = new Map<number, { on?: string; amount?: string }>()
  for (const name of names) {
    const plan = ordinalOf(name, PLAN_WORD)
    const payment = plan === null ? ordinalOf(name, PAYMENT_WORD) : null
    if (plan !== null) put(instalments, plan, name)
    else if (payment !== null) put(payments, payment, name)
  }
  const paymentPairs = pairsOf(payments)
  const instalmentPairs = pairsOf(instalments).filter((pair) => pair.on !== undefined)
  const used = new Set<string>()
  for (const pair of [...paymentPairs, ...instalmentPairs]) {
    used.add(pair.amount as string)
    if (pair.on) used.add(pair.on as string)
  }
  return { payments: paymentPairs, instalments: instalmentPairs, used }
}

function ordinalOf(name: string, word: string): number | null {
  const text = name.replace(/[\s_()（）-]+/g, '').replace(/\(\d+\)$/, '')
  const label = text.replace(/\d+$/, '')
  if (!DATE_WORD.test(label) && !AMOUNT_WORD.test(label)) return null
  const match =
    new RegExp(`${word}${ORDINAL}`, 'i').exec(text) ??
    new RegExp(`${ORDINAL}${word}`, 'i').exec(text) ??
    new RegExp(`${word}(?:日期|时间|金额|款额|date|amount)${ORDINAL}`, 'i').exec(text)
  return match?.[1] ? ordinal(match[1]) : trailing(text, word)
}

/** 回款日期2 ends in its number, so the date word is not at the end. */
function trailing(text: string, word: string): number | null {
  const match = new RegExp(`${word}\\D*?(\\d{1,2})$`, 'i').exec(text)
  return match ? Number(match[1]) : null
}

function ordinal(text: string): number {
  if (text === '首') return 1
  if (/^\d+$/.test(text)) return Number(text)
  if (text.length === 2) return 10 + HAN_DIGITS.indexOf(text[1]!) + 1
  return HAN_DIGITS.indexOf(text) + 1
}

function put(pairs: Map<number, { on?: string; amount?: string }>, n: number, name: string): void {
  const pair = pairs.get(n) ?? {}
  const bare = name.replace(/[\s\d]+$/, '')
  if (DATE_WORD.test(bare)) pair.on ??= name
  else if (AMOUNT_WORD.test(bare)) pair.amount ??= name
  pairs.set(n, pair)
}

function pairsOf(found: Map<number, { on?: string; amount?: string }>): ColumnPair[] {
  return [...found]
    .sort(([a], [b]) => a - b)
    .flatMap(([n, { on, amount }]) =>
      amount === undefined ? [] : [{ ...(on === undefined ? {} : { on }), amount, label: `第${n}期` }],
    )
}
