import { nameKey } from '../../../core/customer/name-key.ts'
import {
  capitalFenOf,
  type Owner,
  type RegisterChange,
  type RegisterFacts,
  type Risk,
  type RiskList,
  stateOf,
} from '../../../core/register/facts.ts'
import type { Answer } from '../channels/ask.ts'
import {
  type Asked,
  askJson,
  type CompanyRegister,
  type Found,
  isRow,
  type LookUp,
  type Missing,
  type Part,
  type RegisterWays,
  type Row,
  rowsOf,
  textIn,
} from './provider.ts'
import { changesIn, dayIn, ownerOf, riskList } from './read-rows.ts'

export type TianyanchaAccount = { secret: string }
type Session = { account: TianyanchaAccount; ways: RegisterWays; calls: number }

const BASE = 'https://open.api.tianyancha.com/services/open'
const SUCCESS = '0'
const NOTHING = '300000'
/** Account gone or over, no right to this interface, no money or calls left, wrong account, wrong address. */
const OF_ACCOUNT = new Set(['300002', '300003', '300005', '300006', '300007', '300009', '300011'])
const LATER_MS: Readonly<Record<string, number>> = { 300001: 0, 300004: 60_000, 300012: 60_000 }

/** 天眼查 open platform (interfaces.md 11.1; decision 0025): one token in a header, nothing is signed. */
export function tianyancha(account: TianyanchaAccount, ways: RegisterWays): CompanyRegister {
  return {
    lookUp: async (asked) => {
      const session: Session = { account, ways, calls: 0 }
      const answer = await find(session, asked)
      return { calls: session.calls, answer } satisfies LookUp
    },
    test: async () => {
      const session: Session = { account, ways, calls: 0 }
      const answer = await get(session, '/ic/baseinfo/normal', { keyword: '北京天眼查科技有限公司' })
      return answer.kind === 'ok' ? { ...answer, value: null } : answer
    },
  }
}

async function find(session: Session, asked: Asked): Promise<Answer<Found>> {
  const told = await get(session, '/ic/baseinfo/normal', { keyword: asked.code ?? asked.name })
  if (told.kind !== 'ok') return told
  const result = told.value
  if (textIn(result, 'name') === '')
    return asked.code === null ? findAlike(session, asked.name) : { ...told, value: { kind: 'none' } }
  const basics = basicsOf(result)
  if (asked.code === null && nameKey(basics.name) !== nameKey(asked.name)) {
    const candidates = [{ name: basics.name, code: basics.code }]
    return { ...told, value: { kind: 'ambiguous', candidates } }
  }
  if (asked.code !== null && basics.code !== asked.code)
    return { kind: 'refused', code: 'register_other_company', message: basics.name, afterMs: 0 }
  const { missing, ...lists } = await listsOf(session, basics.code ?? basics.name)
  return { ...told, value: { kind: 'found', facts: { ...basics, ...lists }, missing } }
}

async function findAlike(session: Session, word: string): Promise<Answer<Found>> {
  const told = await get(session, '/search/2.0', { word, pageSize: '20', pageNum: '1' })
  if (told.kind !== 'ok') return told
  const candidates = rowsOf(told.value.items)
    .map((row) => ({ name: textIn(row, 'name'), code: textIn(row, 'creditCode') || null }))
    .filter((one) => one.name !== '')
    .slice(0, 5)
  return { ...told, value: candidates.length === 0 ? { kind: 'none' } : { kind: 'ambiguous', candidates } }
}

function basicsOf(row: Row): Omit<RegisterFacts, 'risks' | 'owners' | 'changes'> {
  const status = textIn(row, 'regStatus')
  const capital = textIn(row, 'regCapital')
  return {
    name: textIn(row, 'name'),
    code: textIn(row, 'creditCode') || null,
    ...{ status, state: stateOf(status), capital, capitalFen: capitalFenOf(capital) },
    legalRep: textIn(row, 'legalPersonName') || null,
    // Their own spelling.
    foundedOn: dayIn(row, 'estiblishTime'),
    address: textIn(row, 'regLocation'),
    scope: textIn(row, 'businessScope'),
  }
}

type List = { path: string; on: readonly string[]; what: readonly string[]; isOver?: (row: Row) => boolean }
const LISTS: Readonly<Record<Risk, List>> = {
  dishonest: {
    path: '/jr/dishonest/2.0',
    on: ['publishdate', 'regdate'],
    what: ['casecode', 'courtname', 'performance'],
  },
  enforced: {
    path: '/jr/zhixinginfo/2.0',
    on: ['caseCreateTime'],
    what: ['caseCode', 'execCourtName', 'execMoney'],
  },
  penalty: {
    path: '/mr/punishmentInfo/3.0',
    on: ['decisionDate'],
    what: ['punishNumber', 'reason', 'departmentName'],
  },
  abnormal: {
    path: '/mr/abnormal/2.0',
    ...{ on: ['putDate'], what: ['putReason'], isOver: (row) => textIn(row, 'removeDate') !== '' },
  },
  pledge: {
    path: '/mr/equityInfo/2.0',
    ...{
      on: ['regDate'],
      what: ['regNumber', 'equityAmount', 'state'],
      isOver: (row) => textIn(row, 'state') === '无效',
    },
  },
}

type Lists = {
  risks: Record<Risk, RiskList | null>
  owners: Owner[] | null
  changes: RegisterChange[] | null
  missing: Missing[]
}

async function listsOf(session: Session, keyword: string): Promise<Lists> {
  const missing: Missing[] = []
  const rowsFrom = async (part: Part, path: string): Promise<{ rows: Row[]; total: number } | null> => {
    const told = await get(session, path, { keyword, pageSize: '20', pageNum: '1' })
    if (told.kind === 'ok') return { rows: rowsOf(told.value.items), total: Number(told.value.total ?? 0) }
    missing.push({ part, code: told.code, message: told.message })
    return null
  }
  const risks = {} as Record<Risk, RiskList | null>
  for (const [part, list] of Object.entries(LISTS) as [Risk, List][]) {
    const told = await rowsFrom(part, list.path)
    const standing = told?.rows.filter((row) => !list.isOver?.(row)) ?? []
    risks[part] = told && riskList(standing, list.isOver ? standing.length : told.total, list)
  }
  const holders = await rowsFrom('owners', '/ic/holder/2.0')
  const changed = await rowsFrom('changes', '/ic/changeinfo/2.0')
  return {
    ...{ risks, missing },
    owners: holders?.rows.map(holderOf) ?? null,
    changes:
      changed &&
      changesIn(changed.rows, {
        ...{ on: 'changeTime', item: 'changeItem', before: ['contentBefore'], after: ['contentAfter'] },
      }),
  }
}

/** `type` 2 is a person. */
function holderOf(row: Row): Owner {
  const [capital] = rowsOf(row.capital)
  return ownerOf(textIn(row, 'name'), textIn(row, 'type') === '2', capital ? textIn(capital, 'percent') : '')
}

async function get(session: Session, path: string, params: Record<string, string>): Promise<Answer<Row>> {
  const { account, ways } = session
  session.calls += 1
  const answer = await askJson(ways.http, `${BASE}${path}?${new URLSearchParams(params)}`, {
    Authorization: account.secret,
  })
  if (answer.kind !== 'ok') return answer
  const code = textIn(answer.value, 'error_code')
  const { result } = answer.value
  if (code === SUCCESS && isRow(result)) return { ...answer, value: result }
  // One of their lists comes without a frame.
  if (code === SUCCESS && Array.isArray(result))
    return { ...answer, value: { items: result, total: result.length } }
  if (code === NOTHING) return { ...answer, value: {} }
  const message = textIn(answer.value, 'reason').slice(0, 300)
  if (code === SUCCESS) return { kind: 'retry', code: 'unreadable', message, afterMs: 0 }
  if (OF_ACCOUNT.has(code)) return { kind: 'settings', code, message, afterMs: 0 }
  const later = LATER_MS[code]
  if (later !== undefined) return { kind: 'retry', code, message, afterMs: later }
  return { kind: 'refused', code: code || 'no_code', message, afterMs: 0 }
}
