import { sql } from 'kysely'
import type { z } from 'zod'
import { alertQuery } from '../../../api/alerts.ts'
import type { decision } from '../../../api/brief.ts'
import { chooseDecisions, type Waiting } from '../../../core/brief/decisions.ts'
import { dayOf } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { listCases } from '../approvals/index.ts'
import { openAsOf } from '../receivables/index.ts'
import { listAlerts } from '../watch/index.ts'

type Decision = z.output<typeof decision>

const LOOKED_AT = 50

/**
 * What waits for this person's word now: approvals at their seat, alerts that were passed up to them,
 * customers that matter and belong to nobody. Null for those whom nothing is passed up to.
 */
export async function readDecisions(ctx: ReadCtx): Promise<{ shown: Decision[]; more: number } | null> {
  if (!may(ctx.actor.roles, 'customer.assign')) return null
  const waiting = [
    ...(await approvalsOf(ctx)),
    ...(await escalatedTo(ctx)),
    ...(await customersOfNobody(ctx)),
  ]
  return chooseDecisions(waiting, ctx.now)
}

async function approvalsOf(ctx: ReadCtx): Promise<Waiting<Decision>[]> {
  const { rows } = await listCases(ctx, { box: 'mine', page: 1, pageSize: LOOKED_AT })
  return rows.map((approval) => {
    const onlyYou = approval.steps.some((step) => step.people.length === 1)
    return {
      item: { kind: 'approval' as const, approval, onlyYou },
      others: !onlyYou,
      moneyFen: approval.amountFen ?? 0n,
      dueAt: approval.steps[0]?.dueAt ?? null,
    }
  })
}

async function escalatedTo(ctx: ReadCtx): Promise<Waiting<Decision>[]> {
  const query = alertQuery.parse({ mine: 'true', pageSize: LOOKED_AT })
  const { rows } = await listAlerts(ctx, query)
  const escalated = rows.filter((alert) => alert.escalationLevel > 0 && alert.status === 'open')
  // Several alerts about one customer are one decision: the one with most at stake stands for them.
  const bySubject = Map.groupBy(escalated, (alert) => alert.customer?.id ?? alert.subject.id)
  return [...bySubject.values()]
    .map(([first]) => first!)
    .map((alert) => ({
      item: { kind: 'alert' as const, alert },
      others: false,
      moneyFen: alert.moneyFen,
      dueAt: alert.deadlineAt,
    }))
}

type Row = {
  id: string
  name: string
  key_level: 'key' | 'normal'
  former: string | null
  open_fen: bigint
  overdue_fen: bigint
}

/** Key customers and those with overdue money for whom nobody who is still here answers (C126). */
async function customersOfNobody(ctx: ReadCtx): Promise<Waiting<Decision>[]> {
  // What belongs to nobody is in nobody's team: only whoever sees everything is asked.
  if (visibleUsers(ctx, 'customer.assign') !== null) return []
  const { rows } = await sql<Row>`
    select c.id, c.name, c.key_level, u.name as former,
      coalesce(m.open_fen, 0)::bigint as open_fen, coalesce(m.overdue_fen, 0)::bigint as overdue_fen
    from customer c
    left join app_user u on u.org_id = c.org_id and u.id = c.responsible_id
    left join (select o.customer_id, sum(o.open_fen) as open_fen, sum(o.open_fen) filter (where o.overdue_days > 0) as overdue_fen
      from ${openAsOf(ctx, dayOf(ctx.now), 'business')} o group by 1) m on m.customer_id = c.id
    where c.org_id = ${ctx.orgId} and c.voided_at is null and (c.responsible_id is null or u.status = 'inactive')
      and (c.key_level = 'key' or m.overdue_fen > 0)
    order by m.open_fen desc nulls last, c.id limit ${LOOKED_AT}`.execute(ctx.db)
  return rows.map((row) => ({
    item: {
      kind: 'customer' as const,
      id: row.id,
      name: row.name,
      keyLevel: row.key_level,
      openFen: row.open_fen,
      overdueFen: row.overdue_fen,
      former: row.former,
    },
    others: false,
    moneyFen: row.open_fen,
    dueAt: null,
  }))
}
