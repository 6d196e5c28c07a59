import type {
  ActivityRecord,
  ContactRecord,
  CustomerRecord,
  DealRecord,
  TargetRecord,
} from '../../../core/import/records.ts'
import { visibleUsers } from '../../platform/context.ts'
import {
  addMembers,
  type ContactInput,
  creditBeyond,
  creditChangesOf,
  recordActivities,
  saveContacts,
  saveCustomers,
} from '../customers/index.ts'
import { saveTargets } from '../targets/index.ts'
import { type ChunkCtx, type GoodRow, strongest } from './chunk.ts'
import { currentTargets, dealIdsByCode } from './existing.ts'
import { refuseAhead, saveLastFollowUps } from './last-follow-ups.ts'

type Outcomes = Map<GoodRow, 'new' | 'changed' | 'same'>

export async function saveCustomerRecords(
  { ctx, people, refuse, refused }: ChunkCtx,
  rows: readonly GoodRow[],
): Promise<Outcomes> {
  const inputs = rows.map((row) => {
    const {
      kind: _,
      responsible,
      members: _members,
      lastFollowUp,
      phoneName: __,
      contact: ___,
      ...fields
    } = row.records[0] as CustomerRecord
    refuseAhead({ ctx, refuse }, row, lastFollowUp)
    const person = responsible ? people.find(responsible) : null
    return person && 'id' in person ? { ...fields, responsibleId: person.id } : fields
  })
  // A limit or term beyond the importer's authority is not taken from a file either (C180): the row says so.
  const changes = await creditChangesOf(ctx, inputs)
  const own = visibleUsers(ctx, 'import.run') === null ? null : ctx.actor.userId
  const beyond = new Set(await creditBeyond(ctx, changes))
  rows.forEach((row, index) => {
    const change = changes[index]!
    if (!beyond.has(change)) return
    const isLimit = change.after.limitFen !== change.before.limitFen
    refuse(row, isLimit ? 'limitFen' : 'termDays', 'beyond_authority', '')
  })
  // Whoever does not see everybody's customers would not see again what nobody is named for.
  const answered = inputs.map((input, index) =>
    own !== null && changes[index]!.customerId === null ? { responsibleId: own, ...input } : input,
  )
  const kept = rows.filter((row) => !refused(row))
  const saved = await saveCustomers(
    ctx,
    answered.filter((_, index) => !refused(rows[index]!)),
  )
  const outcomes = await withFollowUps({ ctx, people }, kept, saved, 'customerId')
  const added = kept.flatMap((row, index) => {
    const { contact } = row.records[0] as CustomerRecord
    return contact ? [{ row, input: { customerId: saved[index]!.id, ...contact } }] : []
  })
  const contacts = await saveContacts(
    ctx,
    added.map(({ input }) => input),
    { existing: 'keep' },
  )
  const joined = await addMembers(
    ctx,
    kept.map((row, index) => ({ customerId: saved[index]!.id, userIds: memberIds(people, row) })),
  )
  kept.forEach((row, index) => {
    if (joined[index]) outcomes.set(row, strongest([outcomes.get(row)!, 'changed']))
  })
  added.forEach(({ row }, index) => {
    if (contacts[index]!.outcome === 'new') outcomes.set(row, strongest([outcomes.get(row)!, 'changed']))
  })
  return outcomes
}

function memberIds(people: ChunkCtx['people'], row: GoodRow): string[] {
  const { members = [] } = row.records[0] as CustomerRecord
  return members.flatMap((ref) => {
    const found = people.findAnyone(ref)
    return found && 'id' in found ? [found.id] : []
  })
}

export async function saveContactRecords(chunk: ChunkCtx, rows: readonly GoodRow[]): Promise<Outcomes> {
  const inputs = rows.map((row) => {
    const record = row.records[0] as ContactRecord
    return contactInputOf(record, customerIdOf(chunk, record.customer))
  })
  return outcomesOf(rows, await saveContacts(chunk.ctx, inputs))
}

export function contactInputOf(
  { name, title, phone, email, wechat, primary, custom, said }: ContactRecord,
  customerId: string,
): ContactInput {
  return { customerId, name, title, phone, email, wechat, isPrimary: primary, custom, said }
}

export async function saveActivities(chunk: ChunkCtx, rows: readonly GoodRow[]): Promise<Outcomes> {
  const records = rows.map((row) => row.records[0] as ActivityRecord)
  const deals = await dealIdsByCode(
    chunk.ctx,
    records.flatMap((record) => record.dealCode ?? []),
  )
  rows.forEach((row, index) => {
    const { dealCode } = records[index]!
    if (dealCode !== undefined && !deals.has(dealCode))
      chunk.refuse(row, 'dealCode', 'deal_unknown', dealCode)
  })
  const kept = rows.filter((row) => !chunk.refused(row))
  const inputs = kept.map((row) => {
    const record = row.records[0] as ActivityRecord
    const person = chunk.people.find(record.person) as { id: string }
    return {
      customerId: customerIdOf(chunk, record.customer),
      dealId: record.dealCode === undefined ? null : deals.get(record.dealCode)!,
      userId: person.id,
      kind: record.activityKind,
      summary: record.summary,
      occurredAt: record.occurredAt,
      nextOn: record.nextOn ?? null,
      externalCode: record.externalCode,
    }
  })
  return outcomesOf(kept, await recordActivities(chunk.ctx, inputs))
}

/**
 * A target that already says so is left alone, so that importing again changes nothing (not even its
 * version).
 */
export async function saveTargetRecords(
  { ctx, people }: ChunkCtx,
  rows: readonly GoodRow[],
): Promise<Outcomes> {
  const inputs = rows.flatMap((row) =>
    (row.records as TargetRecord[]).map((record) => ({
      row,
      userId: (people.find(record.person) as { id: string }).id,
      month: record.month,
      kind: record.targetKind,
      amountFen: record.amountFen,
    })),
  )
  const current = await currentTargets(
    ctx,
    inputs.map((input) => input.userId),
  )
  const states = inputs.map((input) => {
    const stored = current.get(`${input.userId}|${input.month}|${input.kind}`)
    if (stored === undefined) return 'new' as const
    return stored === input.amountFen ? ('same' as const) : ('changed' as const)
  })
  await saveTargets(
    ctx,
    inputs.filter((_, index) => states[index] !== 'same').map(({ row: _, ...input }) => input),
  )
  return new Map(rows.map((row) => [row, strongest(states.filter((_, index) => inputs[index]!.row === row))]))
}

export function customerIdOf(
  { customers }: Pick<ChunkCtx, 'customers'>,
  ref: ContactRecord['customer'],
): string {
  const found = customers.find(ref)
  if (found === null || !('id' in found)) throw new Error(`customer of a checked row is missing: ${ref.name}`)
  return found.id
}

/** The outcomes of rows of a list, each with the last follow-up that it may carry. */
export async function withFollowUps(
  { ctx, people }: Pick<ChunkCtx, 'ctx' | 'people'>,
  rows: readonly GoodRow[],
  saved: readonly { id: string; outcome: 'new' | 'changed' | 'same' }[],
  idName: 'customerId' | 'dealId',
): Promise<Outcomes> {
  const outcomes = outcomesOf(rows, saved)
  const followed = rows.flatMap((row, index) => {
    const { lastFollowUp: last, responsible } = row.records[0] as CustomerRecord | DealRecord
    if (!last) return []
    const person = responsible ? people.find(responsible) : null
    const personId = person && 'id' in person ? person.id : null
    return [{ row, one: { [idName]: saved[index]!.id, last, personId } }]
  })
  const isNew = await saveLastFollowUps(
    ctx,
    followed.map(({ one }) => one),
  )
  followed.forEach(({ row }, index) => {
    if (isNew[index]) outcomes.set(row, strongest([outcomes.get(row)!, 'changed']))
  })
  return outcomes
}

function outcomesOf(
  rows: readonly GoodRow[],
  saved: readonly { outcome: 'new' | 'changed' | 'same' }[],
): Outcomes {
  return new Map(rows.map((row, index) => [row, saved[index]!.outcome]))
}
