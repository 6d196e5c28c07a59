import { sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import { inhibitedBy, UNINHIBITED } from '../../../core/dunning/inhibit.ts'
import { reachedStage, type STAGE_CODES, type StageCode } from '../../../core/dunning/stage.ts'
import { may, mayTakeBackNote } from '../../../core/permission.ts'
import type { DocumentLanguage } from '../../../text/statement.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { contactsOf } from './contacts.ts'
import { filledTexts } from './fill.ts'
import { type Debtor, loadDebtors } from './load-owed.ts'
import { rowOf } from './read-worklist.ts'
import { weigh } from './weigh.ts'

/** One customer: what is to be done, the words for it, everything done so far. */
export async function readCustomerDunning(ctx: ReadCtx, customerId: string, lang: DocumentLanguage) {
  const name = await findName(ctx, customerId)
  const { debtors, today, calendar } = await loadDebtors(ctx, { customerId, permission: 'receivable.read' })
  const debtor = debtors[0] ?? nobodyOwes(customerId, name)
  const [weights, contacts, steps] = await Promise.all([
    weigh(ctx, [debtor], today),
    contactsOf(ctx, customerId),
    stepsOf(ctx, customerId),
  ])
  const at = { day: today, calendar }
  const stage = stageNow(debtor)
  const items = itemsOf(debtor)
  const inhibited = stage ? inhibitedBy({ stage }, debtor.inhibitions) : null
  // Words that must not be sent are not handed out either: what is on no page cannot be copied from one.
  const texts =
    stage && !inhibited
      ? await filledTexts(
          ctx,
          stage,
          { debtor, items, contact: contacts[0]?.name ?? '', lang },
          { today, calendar },
        )
      : []
  return {
    ...rowOf(debtor, weights.get(customerId)!),
    contacts,
    inhibited,
    texts,
    steps,
    items: debtor.items.map((item) => ({
      id: item.id,
      invoiceNumber: item.invoice_number,
      dueOn: item.due_on,
      overdueDays: item.overdue_days,
      openFen: item.open_fen,
      disputedFen: item.disputed_fen,
      reached: debtor.plan[reachedStage(debtor.plan, item.dunning, at)]?.code ?? null,
      done: item.done,
      promise: item.promise,
    })),
    can: {
      record: may(ctx.actor.roles, 'receivable.note')
        ? (inhibited ?? (items.length > 0 || 'dunning_nothing'))
        : 'forbidden',
    },
  }

  /** What is due; else what the newest words are still about: they may be needed once more. */
  function stageNow(one: Debtor): StageCode | null {
    const due = one.step ?? one.heldStep
    if (due) return due.stage.code
    const reached = one.items
      .filter(({ dunning }) => dunning.openFen > 0n)
      .map(({ dunning }) => reachedStage(one.plan, dunning, at))
    return one.plan[Math.max(-1, ...reached)]?.code ?? null
  }

  function itemsOf(one: Debtor) {
    const due = one.step ?? one.heldStep
    const spoken = new Set(due?.items.map(({ id }) => id))
    return one.items.filter(
      (item) =>
        item.dunning.openFen > 0n &&
        (due ? spoken.has(item.id) : reachedStage(one.plan, item.dunning, at) >= 0),
    )
  }
}

function nobodyOwes(id: string, name: string): Debtor {
  const none = {
    step: null,
    heldStep: null,
    inhibitions: UNINHIBITED,
    last: null,
    promise: null,
    pausedUntil: null,
    responsible: null,
  }
  return { customer: { id, name }, items: [], plan: [], ...none }
}

async function findName(ctx: ReadCtx, id: string): Promise<string> {
  const row = await ctx.db
    .selectFrom('customer')
    .select('name')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('id', 'in', scopedCustomerIds(ctx, 'receivable.read'))
    .executeTakeFirst()
  if (!row) throw notFound('customer')
  return row.name
}

type StepRow = {
  id: string
  stage: (typeof STAGE_CODES)[number]
  channel: 'message' | 'sms' | 'mail' | 'call' | 'visit' | 'letter'
  on: Day
  amountFen: bigint
  count: number
  by: string | null
  actor: string | null
  contactName: string
  note: string
  words: string
  promisedOn: Day | null
  promisedFen: bigint | null
  files: number
}

async function stepsOf(ctx: ReadCtx, customerId: string) {
  const { rows } = await sql<StepRow>`
    select s.id, s.stage, s.channel, s.occurred_on as on, s.amount_fen as "amountFen", u.name as by, s.actor, s.contact_name as "contactName",
      s.note, s.words, a.promised_on as "promisedOn", a.promised_fen as "promisedFen",
      (select count(distinct (i.invoice_id, i.seq))::int from dunning_item di
        join instalment i on i.org_id = di.org_id and i.id = di.instalment_id
        where di.org_id = s.org_id and di.step_id = s.id) as count,
      (select count(*)::int from record_file f where f.org_id = s.org_id and f.record_kind = 'dunning_step' and f.record_id = s.id
        and f.voided_at is null) as files
    from dunning_step s left join app_user u on u.org_id = s.org_id and u.id = s.actor
    left join activity a on a.org_id = s.org_id and a.id = s.activity_id and a.voided_at is null
    where s.org_id = ${ctx.orgId} and s.customer_id = ${customerId} and s.voided_at is null
    order by s.occurred_on desc, s.recorded_at desc limit 100`.execute(ctx.db)
  return rows.map(({ actor, ...row }) => ({
    ...row,
    can: { void: mayTakeBackNote(ctx.actor, actor) || 'forbidden' },
  }))
}
