import type { Day } from '../calendar.ts'

/** What the company register says a company is; `unknown` where its word is none we know. */
export const COMPANY_STATES = ['active', 'deregistered', 'revoked', 'ending', 'unknown'] as const
export type CompanyState = (typeof COMPANY_STATES)[number]

/** Kinds of trouble that the public lists tell of: 失信, 被执行, 行政处罚, 经营异常, 股权出质. */
export const RISKS = ['dishonest', 'enforced', 'penalty', 'abnormal', 'pledge'] as const
export type Risk = (typeof RISKS)[number]

/** How many stand, and the newest of them; the texts name no private person. */
export type RiskList = { total: number; items: { on: Day | null; what: string }[] }

export const CHANGE_KINDS = ['legalRep', 'capital', 'address', 'name', 'owners', 'scope', 'other'] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]
/** `before` and `after` are empty where they would name private persons and nobody needs them. */
export type RegisterChange = { on: Day; kind: ChangeKind; item: string; before: string; after: string }

/** `name` is null for a private person: only the share is kept. */
export type Owner = { name: string | null; shareBp: number | null }

/**
 * A company as a provider of register data showed it at one moment (C004 C007). What a provider does not tell
 * (an interface that was not bought, one that failed) is null, which is not "none".
 */
export type RegisterFacts = {
  name: string
  code: string | null
  state: CompanyState
  /** the register's own word */
  status: string
  legalRep: string | null
  /** the register's own words */
  capital: string
  /** in fen where it is yuan and can be read */
  capitalFen: number | null
  foundedOn: Day | null
  address: string
  scope: string
  owners: Owner[] | null
  risks: Readonly<Record<Risk, RiskList | null>>
  changes: RegisterChange[] | null
}

const STATES: readonly (readonly [RegExp, CompanyState])[] = [
  [/吊销/, 'revoked'],
  [/注销|撤销|除名/, 'deregistered'],
  [/清算|停业|歇业|破产|责令关闭/, 'ending'],
  [/存续|在业|在营|开业|正常|登记成立|迁入|迁出/, 'active'],
]

/** "吊销，未注销" is revoked: the stronger word comes first in the table. */
export function stateOf(words: string): CompanyState {
  return STATES.find(([pattern]) => pattern.test(words))?.[1] ?? 'unknown'
}

const UNITS: Readonly<Record<string, number>> = { '': 1, 万: 10_000, 亿: 100_000_000 }

/** "1000.5万元人民币", "500 万人民币", "1亿元" → fen; another currency or no number → null. */
export function capitalFenOf(words: string): number | null {
  const text = words.normalize('NFKC').replace(/[,\s]/g, '')
  const found = /^(?:人民币)?(\d+(?:\.\d+)?)(万|亿)?(?:元)?(?:\(?人民币\)?)?(?:元)?$/.exec(text)
  if (!found) return null
  const fen = Math.round(Number(found[1]) * UNITS[found[2] ?? '']! * 100)
  return Number.isSafeInteger(fen) ? fen : null
}

const KINDS: readonly (readonly [RegExp, ChangeKind])[] = [
  [/法定代表人|负责人|执行事务合伙人|经营者/, 'legalRep'],
  [/注册资本|注册资金|出资总额/, 'capital'],
  [/住所|地址|经营场所|住址/, 'address'],
  [/名称/, 'name'],
  [/股东|投资人|出资|股权/, 'owners'],
  [/经营范围|业务范围/, 'scope'],
]

/** What a line of the register's list of changes is about. */
export function changeKindOf(item: string): ChangeKind {
  return KINDS.find(([pattern]) => pattern.test(item))?.[1] ?? 'other'
}

/** Whether somebody who owns a share is a private person: whatever is not named like an organisation. */
export function isPrivate(name: string): boolean {
  return !/公司|企业|合伙|中心|厂|基金|集团|银行|事务所|研究院|学校|协会|政府|国资委|委员会|办公室|工会|Ltd|Inc|LLC|LIMITED/i.test(
    name,
  )
}

/** 市 and 区/县 of an address: a new room in the same district is no move. */
export function districtOf(address: string): string {
  const text = address.normalize('NFKC').replace(/\s/g, '')
  return /^.{0,24}?(?:区|县|旗)(?!域)/.exec(text)?.[0] ?? /^.{0,16}?市/.exec(text)?.[0] ?? text
}
