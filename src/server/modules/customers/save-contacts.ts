import { isSameValues } from '../../../core/fields/check-values.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { json } from '../../platform/db.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import type { Saved } from './save-customers.ts'

export type ContactInput = {
  customerId: string
  name: string
  title?: string | undefined
  phone?: string | null | undefined
  email?: string | null | undefined
  wechat?: string | null | undefined
  isPrimary?: boolean | undefined
  /** own fields, checked already; what is not named stays */
  custom?: CustomValues | undefined
  /** a list names it more than once, each time with something else */
  said?: 'first' | 'again' | undefined
}

/** What an input may say; what it leaves out stays as it is stored. */
const COLUMNS = {
  title: 'title',
  phone: 'phone',
  email: 'email',
  wechat: 'wechat',
  isPrimary: 'is_primary',
} as const

type Content = {
  title: string
  phone: string | null
  email: string | null
  wechat: string | null
  is_primary: boolean
  custom: CustomValues
}
type Known = Content & { id: string; version: number }

const NOTHING: Content = { title: '', phone: null, email: null, wechat: null, is_primary: false, custom: {} }

/**
 * Adds or changes contacts; the same name at the same customer is the same contact. Of a name that is said
 * twice the first one counts: nobody can tell which of two numbers is the newer. `existing: 'keep'` leaves
 * alone who is there already, for what is only said of them in passing.
 */
export async function saveContacts(
  ctx: WriteCtx,
  inputs: readonly ContactInput[],
  { existing = 'change' }: { existing?: 'change' | 'keep' } = {},
): Promise<Saved[]> {
  const known = await loadKnown(ctx, inputs)
  const isOnce = saidOnce(inputs)
  const touched = new Set<Known>()
  const fresh: (Known & { customerId: string; name: string })[] = []
  const saved = inputs.map((input): Saved => {
    const key = keyOf(input)
    const stored = known.get(key)
    if (!stored) {
      const { customerId, name } = input
      const one = {
        ...NOTHING,
        ...contentOf(input, NOTHING),
        id: newId(ctx.now),
        version: 1,
        customerId,
        name,
      }
      known.set(key, one)
      fresh.push(one)
      return { id: one.id, outcome: 'new' }
    }
    if (existing === 'keep' || !isOnce(key) || isHeld(stored, input))
      return { id: stored.id, outcome: 'same' }
    touched.add(Object.assign(stored, contentOf(input, stored)))
    return { id: stored.id, outcome: 'changed' }
  })
  await insertRows(
    ctx.db,
    'contact',
    fresh.map(({ version: _, customerId, ...row }) => ({
      ...row,
      org_id: ctx.orgId,
      customer_id: customerId,
      batch_id: ctx.source?.batchId ?? null,
    })),
  )
  for (const { id, version, custom, ...content } of touched) {
    await ctx.db
      .updateTable('contact')
      .set({ ...content, custom: json(custom), version: version + 1 })
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', id)
      .execute()
  }
  return saved
}

/** What saving these would do, without writing. */
export async function contactOutcomes(
  ctx: ReadCtx,
  inputs: readonly ContactInput[],
): Promise<Saved['outcome'][]> {
  const known = await loadKnown(ctx, inputs)
  const isOnce = saidOnce(inputs)
  const added = new Set<string>()
  return inputs.map((input) => {
    const key = keyOf(input)
    const stored = known.get(key)
    if (stored) return !isOnce(key) || isHeld(stored, input) ? 'same' : 'changed'
    const isAdded = added.has(key) || input.said === 'again'
    added.add(key)
    return isAdded ? 'same' : 'new'
  })
}

const COLUMNS_KNOWN = ['id', 'version', 'customer_id', 'name', 'custom', ...Object.values(COLUMNS)] as const

async function loadKnown(ctx: ReadCtx, inputs: readonly ContactInput[]): Promise<Map<string, Known>> {
  if (inputs.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('contact')
    .select([...COLUMNS_KNOWN])
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', 'in', [...new Set(inputs.map((input) => input.customerId))])
    .where('voided_at', 'is', null)
    .execute()
  return new Map(
    rows.map(({ customer_id: customerId, name, custom, ...row }) => [
      keyOf({ customerId, name }),
      { ...row, custom: custom as CustomValues },
    ]),
  )
}

function keyOf({ customerId, name }: Pick<ContactInput, 'customerId' | 'name'>): string {
  return `${customerId}|${name}`
}

function saidOnce(inputs: readonly ContactInput[]): (key: string) => boolean {
  const times = new Map<string, number>()
  // A list comes a few hundred rows at a time, and says itself what it holds twice.
  const count = ({ said }: ContactInput) => (said ? 2 : 1)
  for (const input of inputs) times.set(keyOf(input), (times.get(keyOf(input)) ?? 0) + count(input))
  return (key) => times.get(key) === 1
}

function contentOf(input: ContactInput, { custom }: Pick<Content, 'custom'>): Partial<Content> {
  const said = Object.fromEntries(
    Object.entries(COLUMNS).flatMap(([field, column]) => {
      const value = input[field as keyof typeof COLUMNS]
      return value === undefined ? [] : [[column, value]]
    }),
  )
  return input.custom ? { ...said, custom: { ...custom, ...input.custom } } : said
}

function isHeld(stored: Content, input: ContactInput): boolean {
  const { custom, ...said } = contentOf(input, stored)
  if (custom && !isSameValues(custom, stored.custom)) return false
  return Object.entries(said).every(([column, value]) => stored[column as keyof typeof said] === value)
}
