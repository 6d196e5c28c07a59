/** What may stand in braces in a clause and is filled in by itself when the document is drawn. */
export const VARIABLES = [
  '甲方',
  '乙方',
  '合同编号',
  '合同名称',
  '金额',
  '金额大写',
  '生效日期',
  '到期日期',
  '账期',
  '违约金',
] as const
export type Variable = (typeof VARIABLES)[number]

/** What the same is called in braces in a clause written in English. */
export const VARIABLE_WORDS: Record<Variable, string> = {
  甲方: 'Buyer',
  乙方: 'Seller',
  合同编号: 'Contract number',
  合同名称: 'Title',
  金额: 'Amount',
  金额大写: 'Amount in words',
  生效日期: 'Effective date',
  到期日期: 'End date',
  账期: 'Credit term',
  违约金: 'Penalty',
}
const KNOWN = new Set<string>([...VARIABLES, ...Object.values(VARIABLE_WORDS)])

/**
 * What a template leaves to be filled in for each contract (填空项: 交货地点, 质保期), by name. Filling one in
 * is what the template asks for and no departure from it.
 */
export type Blanks = Readonly<Record<string, string>>

const HOLE = /\{([^{}\n]{1,20})\}/g

/** Everything in braces that is not filled in by itself, in the order it is met. */
export function blanksIn(texts: readonly string[]): string[] {
  const names = texts.flatMap((text) => [...text.matchAll(HOLE)].map(([, name]) => name!))
  return [...new Set(names.filter((name) => !KNOWN.has(name)))]
}

/** A text cut at its braces: `name` is what stands in them, or null for the words between. */
export function piecesOf(text: string): { text: string; name: string | null }[] {
  const pieces: { text: string; name: string | null }[] = []
  let from = 0
  for (const hole of text.matchAll(HOLE)) {
    if (hole.index > from) pieces.push({ text: text.slice(from, hole.index), name: null })
    pieces.push({ text: hole[0], name: hole[1]! })
    from = hole.index + hole[0].length
  }
  if (from < text.length) pieces.push({ text: text.slice(from), name: null })
  return pieces
}

/** A name that is known but has no value leaves room to write; what is not known stays as it is. */
export function fillIn(text: string, values: Blanks): string {
  return text.replaceAll(HOLE, (hole, name: string) =>
    Object.hasOwn(values, name) ? values[name] || '________' : hole,
  )
}
