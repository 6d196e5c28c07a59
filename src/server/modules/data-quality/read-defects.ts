import { sql } from 'kysely'
import type { z } from 'zod'
import type { listDefects as route, DefectRow as Shape } from '../../../api/quality.ts'
import { dayOf } from '../../../core/calendar.ts'
import { maskPhone } from '../../../core/identity/mask.ts'
import { may } from '../../../core/permission.ts'
import type { CheckCode, DefectRecord, Finding } from '../../../core/quality/checks.ts'
import { CHECKS_OF_SOURCE } from '../../../core/quality/freshness.ts'
import { keyOf } from '../../../core/quality/reconcile.ts'
import { SOURCES } from '../../../core/watch/vital-signs.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { invalid } from '../../platform/errors.ts'
import { loadCalendar } from '../identity/index.ts'
import { type DefectRow, findDefects, openOn } from './defect-rows.ts'
import { inspect } from './load-facts.ts'

type Query = z.output<typeof route.query>

/**
 * Defects on the records one may see. The rows of the page are judged once more as they are read: what has
 * been mended since the last check says so, and proposals go by the values of now.
 */
export async function listDefects(ctx: ReadCtx, query: Query) {
  const today = dayOf(ctx.now)
  if (query.asOf && query.asOf > today) throw invalid('date_in_future')
  // Whose a defect was and whether there was a proposal is kept as of now only: no reading of that day.
  if (query.asOf && (query.view === 'mine' || query.menderId || query.fixableOnly))
    throw invalid('not_kept_by_day')
  const { rows, total } = await findDefects(ctx, whereOf(ctx, query), query)
  const now = query.asOf === undefined ? await judgeNow(ctx, rows) : null
  return {
    items: rows.map((row) => shape(ctx, row, { asOf: query.asOf ?? today, now })),
    total,
    page: query.page,
    size: query.size,
    asOf: query.asOf ?? null,
  }
}

function whereOf(ctx: ReadCtx, query: Query) {
  const day = query.asOf ?? dayOf(ctx.now)
  const stateAt = query.asOf || query.state === 'open' ? openOn(day) : sql`x.how = ${query.state}`
  const conditions = [
    stateAt,
    ...(query.view === 'mine' ? [sql`x.mender_id = ${ctx.actor.userId}::uuid`] : []),
    ...(query.check ? [sql`x.check_code = ${query.check}`] : []),
    ...(query.menderId ? [sql`x.mender_id = ${query.menderId}::uuid`] : []),
    ...(query.overdueOnly ? [sql`x.due_on < ${day}`] : []),
    ...(query.fixableOnly ? [sql`x.has_fix`] : []),
    ...(query.sources ? [sql`x.check_code = any(${checksOf(query.sources)})`] : []),
  ]
  return sql.join(conditions, sql` and `)
}

/** Of a source that there is not, there are none. */
function checksOf(sources: string): CheckCode[] {
  const named = new Set(sources.split(','))
  return SOURCES.filter((source) => named.has(source)).flatMap((source) => CHECKS_OF_SOURCE[source])
}

/** The findings of now on the records of these rows. */
export async function judgeNow(
  ctx: ReadCtx,
  rows: readonly Pick<DefectRow, 'record' | 'recordId' | 'otherId'>[],
): Promise<Map<string, Finding>> {
  const among: Partial<Record<DefectRecord, string[]>> = {}
  for (const { record, recordId } of rows) among[record] = [...(among[record] ?? []), recordId]
  const pairs = rows.flatMap(({ recordId, otherId }) => (otherId === null ? [] : [{ recordId, otherId }]))
  const findings = await inspect(ctx, await loadCalendar(ctx), among, pairs)
  return new Map(findings.map((finding) => [keyOf(finding), finding]))
}

type View = { asOf: string; now: Map<string, Finding> | null }

function shape(ctx: ReadCtx, row: DefectRow, { asOf, now }: View): Shape {
  const found = now?.get(keyOf(row))
  const state = stateOf(row, { isFound: now === null || found !== undefined, asOf })
  const isOpen = state === 'open' && now !== null
  const mend = row.mayMend && may(ctx.actor.roles, 'quality.mend')
  return {
    id: row.id,
    // Nothing is done about a day that is over.
    version: now === null ? 0 : row.version,
    check: row.check,
    record: row.record,
    title: row.title,
    customer: row.customerId ? { id: row.customerId, name: row.customerName! } : null,
    dealId: row.dealId,
    other: row.otherId
      ? {
          id: row.isOtherMine ? row.otherId : null,
          name: row.otherName ?? '',
          responsibleName: row.otherResponsible,
        }
      : null,
    now: found ? shownOf(found) : null,
    mender: now === null ? null : { id: row.menderId, name: row.menderName, active: row.isMenderActive },
    firstSeenOn: row.firstSeenOn,
    dueOn: row.dueOn,
    isOverdue: state === 'open' && row.dueOn < asOf,
    state,
    endedOn: state === 'open' ? null : row.endedOn,
    endedBy: state === 'dismissed' ? row.endedBy : null,
    reason: state === 'dismissed' ? row.reason : '',
    can: {
      fix: isOpen && found?.fix ? mend || 'forbidden' : 'no_proposal',
      dismiss: isOpen ? mend || 'forbidden' : 'defect_not_open',
      retake: state === 'dismissed' && !row.isRetaken ? mend || 'forbidden' : 'defect_not_dismissed',
    },
  }
}

function stateOf(row: DefectRow, { isFound, asOf }: { isFound: boolean; asOf: string }): Shape['state'] {
  if (row.how !== null && row.endedOn !== null && row.endedOn <= asOf) return row.how
  return isFound ? 'open' : 'mended'
}

const OF_PHONES: ReadonlySet<CheckCode> = new Set([
  'phone_unreadable',
  'phone_form',
  'contact_phone_unreadable',
  'contact_phone_form',
])
/** What these judged is an id or two whole records, and says nothing on a page. */
const UNSHOWN: ReadonlySet<CheckCode> = new Set(['customer_left', 'deal_left', 'customer_twice'])

function shownOf({ check, value, words, fix }: Finding): NonNullable<Shape['now']> {
  const show = (text: string) => (OF_PHONES.has(check) ? (maskPhone(text) ?? '') : text)
  return {
    value: value === '' || words || UNSHOWN.has(check) ? null : show(value),
    words: words ?? null,
    fix: fix ? { from: show(fix.from), to: show(fix.to) } : null,
  }
}
