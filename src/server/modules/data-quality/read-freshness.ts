import { sql } from 'kysely'
import type { z } from 'zod'
import type { qualityFreshness as route } from '../../../api/quality.ts'
import { type Day, dayFromNumber, dayOf, endOfDay, type Instant } from '../../../core/calendar.ts'
import { may, type Permission } from '../../../core/permission.ts'
import type { CheckCode } from '../../../core/quality/checks.ts'
import { CHECKS_OF_SOURCE, freshnessOf } from '../../../core/quality/freshness.ts'
import { countedFeeds, lateSpells } from '../../../core/watch/late.ts'
import { SOURCES, type SourceName } from '../../../core/watch/vital-signs.ts'
import type { WorkCalendar } from '../../../core/workdays.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { invalid } from '../../platform/errors.ts'
import { loadCalendar } from '../identity/index.ts'
import { countWaiting, type SourceHistory, sourceHistories } from '../watch/index.ts'
import { DEFECTS, maySee, openOn } from './defect-rows.ts'

type Query = z.output<typeof route.query>

const NEEDS: Record<SourceName, Permission> = {
  activity: 'customer.read',
  deal: 'deal.read',
  quote: 'quote.read',
  order: 'order.read',
  invoice: 'receivable.read',
  payment: 'receivable.read',
}

/**
 * How fresh and how whole what figures rest on is, source by source (C208). By when rows were recorded: a
 * year that is imported in one go was brought on one day, and changes nothing of what is said of days
 * before.
 */
export async function readFreshness(ctx: ReadCtx, { asOf }: Query) {
  const today = dayOf(ctx.now)
  if (asOf && asOf > today) throw invalid('date_in_future')
  const day = asOf ?? today
  const moment = asOf ? endOfDay(asOf) : ctx.now
  const [calendar, defects] = [await loadCalendar(ctx), await countDefects(ctx, day)]
  const histories = await sourceHistories(ctx, moment)
  const waiting = may(ctx.actor.roles, 'alert.read') ? await countWaiting(ctx, moment) : new Map()
  const sources = SOURCES.filter((name) => may(ctx.actor.roles, NEEDS[name]))
  return {
    asOf: asOf ?? null,
    can: { choose: !asOf && may(ctx.actor.roles, 'quality.run') },
    items: sources.map((source) => ({
      source,
      ...paceOf(source, histories.get(source)!, { day, moment, calendar }),
      defects: CHECKS_OF_SOURCE[source].reduce((sum, check) => sum + (defects.get(check) ?? 0), 0),
      waiting: waiting.get(source) ?? 0,
    })),
  }
}

type Then = { day: Day; moment: Instant; calendar: WorkCalendar }

function paceOf(source: SourceName, { fed, choices }: SourceHistory, { day, moment, calendar }: Then) {
  const fedOn = countedFeeds(fed, choices).map((one) => dayFromNumber(one.day))
  const pace = freshnessOf(fedOn, day, calendar)
  const mode = choices.at(-1)?.mode ?? 'learned'
  const spell = lateSpells(source, fed, { choices, calendar }).find(
    ({ from, until }) => from <= moment && (until === null || moment < until),
  )
  const state = spell ? 'old' : mode === 'off' ? 'unknown' : mode === 'set' ? 'fresh' : pace.state
  return {
    ...pace,
    state: state satisfies typeof pace.state,
    mode,
    allowedWorkdays: mode === 'set' ? (choices.at(-1)?.workdays ?? null) : (spell?.allowed ?? null),
    lateSince: spell?.from ?? null,
    heldTo: spell?.heldTo ?? null,
  }
}

async function countDefects(ctx: ReadCtx, day: Day): Promise<Map<CheckCode, number>> {
  const checks = Object.values(CHECKS_OF_SOURCE).flat()
  const { rows } = await sql<{ check: CheckCode; n: number }>`
    select x.check_code as "check", count(*)::int as n from ${DEFECTS}
    where x.org_id = ${ctx.orgId} and x.check_code = any(${checks}) and ${openOn(day)} and ${maySee(ctx)}
    group by 1`.execute(ctx.db)
  return new Map(rows.map(({ check, n }) => [check, n]))
}
