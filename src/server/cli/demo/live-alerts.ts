import { sql } from 'kysely'
import { dayOf, type Instant } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import type { AlertStatus } from '../../../core/watch/alert.ts'
import { type LivedAct, type LivedAlert, liveAlert } from '../../../world/lived-alerts.ts'
import type { Company } from '../../../world/shapes.ts'
import { loadCalendar } from '../../modules/identity/index.ts'
import { loadActScene, takeAct } from '../../modules/watch/index.ts'
import type { Actor, WriteCtx } from '../../platform/context.ts'
import { actorsOf } from './actors.ts'
import type { People } from './load-people.ts'

type Row = {
  id: string
  rule: string
  kind: string
  customer: string | null
  deal: string | null
  responsible: string
  status: AlertStatus
  opened: Instant
  cleared: Instant | null
  next: Instant | null
}

/**
 * The people of the company act on the alerts of its past, each at the instant at which they would have. The
 * past was evaluated at once: what somebody took up before it cleared had therefore closed itself and is
 * given back first. Result and verdict come after the clearing, so a replay with these acts tells the same
 * alerts. Returns how many alerts somebody acted on.
 */
export async function liveAlerts(
  ctx: WriteCtx,
  { company, people, seed }: { company: Company; people: People; seed: string },
): Promise<number> {
  const calendar = await loadCalendar(ctx)
  const actors = actorsOf(company, people)
  const deals = new Map(company.deals.map((deal) => [deal.code, deal]))
  let lived = 0
  const told = await findAlerts(ctx)
  const scene = await loadActScene({ ...ctx, now: told[0]?.opened ?? ctx.now })
  for (const row of told) {
    const last = row.deal === null ? undefined : deals.get(row.deal)?.history.at(-1)
    const ending = last && last.occurredOn >= dayOf(row.opened) ? last : null
    const alert: LivedAlert = {
      key: `${row.rule}/${row.customer}/${row.deal}/${row.opened}`,
      rule: row.rule,
      kind: row.kind,
      responsible: row.responsible,
      status: row.status,
      openedAt: row.opened,
      clearedAt: row.cleared,
      nextOpenedAt: row.next,
      ending,
    }
    const acts = liveAlert(alert, { seed, calendar, now: ctx.now })
    const there = ({ at, ...act }: LivedAct) =>
      [act.by, ...(act.kind === 'reassign' ? [act.to] : [])].every((login) =>
        isThere(company, actors.get(login), { by: login, at }),
      )
    if (acts.length === 0 || !acts.every(there)) continue
    if (row.status === 'resolved') await giveBack(ctx, row.id)
    for (const act of acts) {
      const { by, at, ...said } = act
      const input =
        said.kind === 'reassign'
          ? { kind: said.kind, toUserId: people.get(said.to)!, reason: said.reason }
          : said
      await takeAct({ ...ctx, actor: actors.get(by)!, now: at, tick: at }, { id: row.id }, input, scene)
    }
    lived += 1
  }
  return lived
}

/**
 * Open alerts and those that cleared by themselves; what was handed to a next step stays handed. Of one rule
 * and subject only one stands at a time, so nothing is given back beside one that does.
 */
async function findAlerts(ctx: WriteCtx): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select * from (
      select a.id, a.rule_code as rule, a.subject_kind as kind, c.external_code as customer, d.external_code as deal,
        u.login as responsible, a.status, a.result, a.opened_at as opened, a.cleared_at as cleared,
        bool_or(a.resolved_at is null) over (partition by a.rule_id, a.subject_id) as stands,
        lead(a.opened_at) over (partition by a.rule_id, a.subject_id order by a.opened_at) as next
      from alert a join app_user u on u.org_id = a.org_id and u.id = a.responsible_id
      left join customer c on c.org_id = a.org_id and c.id = a.customer_id
      left join deal d on d.org_id = a.org_id and d.id = a.deal_id
      where a.org_id = ${ctx.orgId} and a.mode = 'on') told
    where status = 'open' or (result = 'cleared' and not stands) order by opened, id`.execute(ctx.db)
  return rows
}

async function giveBack(ctx: WriteCtx, id: string): Promise<void> {
  await ctx.db
    .updateTable('alert')
    .set({ status: 'open', result: null, resolved_at: null })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
}

function isThere(
  company: Company,
  actor: Actor | undefined,
  { by, at }: Pick<LivedAct, 'by' | 'at'>,
): boolean {
  if (!actor || !may(actor.roles, 'alert.handle')) return false
  const day = dayOf(at)
  return !company.absences.some(({ user, fromDay, toDay }) => user === by && fromDay <= day && day <= toDay)
}
