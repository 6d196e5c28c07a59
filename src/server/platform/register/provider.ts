import type { RegisterFacts, Risk } from '../../../core/register/facts.ts'
import { type Answer, ask } from '../channels/ask.ts'
import type { WirePort } from '../channels/transport.ts'
import type { Clock } from '../clock.ts'

/** Whom to look for: by the 18-character code where there is one, else by the exact name. */
export type Asked = { code: string | null; name: string }
export type Candidate = { name: string; code: string | null }

/** A list that was not told, and the provider's words for why: the interface was not bought, or failed. */
export type Missing = { part: Part; code: string; message: string }
export type Part = Risk | 'owners' | 'changes'

export type Found =
  | { kind: 'found'; facts: RegisterFacts; missing: readonly Missing[] }
  | { kind: 'none' }
  /** none by exactly this name, some alike: a person says which */
  | { kind: 'ambiguous'; candidates: readonly Candidate[] }

/** `calls`: what the provider was asked and counts, whatever it answered. */
export type LookUp = { calls: number; answer: Answer<Found> }

/** A provider of register data as the house uses it (C007): one look-up is several paid calls. */
export type CompanyRegister = {
  lookUp: (asked: Asked) => Promise<LookUp>
  /** One call for a company that is always there; it costs as any other. */
  test: () => Promise<Answer<null>>
}

export type RegisterWays = { http: WirePort; clock: Clock }

/** The most calls that one look-up can need, by provider. */
export const CALLS_EACH = { qichacha: 7, tianyancha: 9 } as const

const CALL_MS = 10_000
/** Twenty rows of a list with long texts. */
const ANSWER_BYTES = 1024 * 1024

export type Row = Record<string, unknown>

/** Asks for a JSON object; whatever else comes is no answer and worth another try. */
export async function askJson(
  http: WirePort,
  url: string,
  headers: Record<string, string>,
): Promise<Answer<Row>> {
  const answer = await ask(http, {
    method: 'GET',
    ...{ url, headers, body: '', timeoutMs: CALL_MS, keepBytes: ANSWER_BYTES },
  })
  if (answer.kind !== 'ok') return answer
  const { status, body, bytes } = answer.value
  if (status === 401 || status === 403)
    return { kind: 'settings', code: `http_${status}`, message: body.slice(0, 300), afterMs: 0 }
  const parsed = objectIn(bytes?.toString('utf8') ?? body)
  if (parsed === null) return { kind: 'retry', code: 'unreadable', message: body.slice(0, 300), afterMs: 0 }
  return { kind: 'ok', value: parsed, text: answer.text.slice(0, 300) }
}

function objectIn(text: string): Row | null {
  try {
    const parsed: unknown = JSON.parse(text)
    return isRow(parsed) ? parsed : null
  } catch {
    return null
  }
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function rowsOf(value: unknown): Row[] {
  return Array.isArray(value) ? value.filter(isRow) : []
}

/** The first of these columns that says anything, as text without its marks of bold. */
export function textIn(row: Row, ...names: string[]): string {
  for (const name of names) {
    const value = row[name]
    if (typeof value === 'number') return String(value)
    if (typeof value === 'string' && value.trim() !== '')
      return value
        .replace(/<[^>]{1,20}>/g, '')
        .trim()
        .slice(0, 2_000)
  }
  return ''
}
