import { sql } from 'kysely'
import { addDays, type Day, dayNumber, startOfDay, startOfWeek } from '../../../core/calendar.ts'
import { type CheckCode, checkOf } from '../../../core/quality/checks.ts'
import { addWorkdays, type WorkCalendar } from '../../../core/workdays.ts'
import { checkData } from '../../modules/data-quality/index.ts'
import { loadCalendar } from '../../modules/identity/index.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { insertRows } from '../../platform/insert-rows.ts'

const WEEKS = 12
/** Found and mended in each of the weeks before this one, the oldest first: a company that gets tidier. */
const MENDED = [9, 8, 8, 6, 7, 5, 4, 5, 3, 3, 2, 2]
const OLD_FORMS: CheckCode[] = ['phone_form', 'uscc_form', 'contact_name_form', 'deal_close_day_past']

/**
 * Spellings as they stood in the books that were taken over, before there were rules of entry (C202), checked
 * once, with twelve weeks in which such things were found and mended behind them (C204).
 */
export async function leaveUntidy(ctx: WriteCtx, today: Day): Promise<void> {
  await spellTheOldWay(ctx)
  await checkData(ctx)
  const calendar = await loadCalendar(ctx)
  await noticeEarlier(ctx, calendar, today)
  await rememberMended(ctx, calendar, today)
}

async function spellTheOldWay(ctx: WriteCtx): Promise<void> {
  const wide = sql`translate(c.phone, '0123456789-', '０１２３４５６７８９－')`
  await sql`
    with picked as (
      select id, row_number() over (order by created_on, id) as n from customer
      where org_id = ${ctx.orgId} and voided_at is null and phone is not null and uscc is not null limit 60
    )
    update customer c set version = c.version + 1,
      phone = case when p.n % 9 = 1 then ${wide} when p.n % 9 = 2 then replace(c.phone, '-', ' ')
        when p.n % 23 = 4 then right(c.phone, 4) else c.phone end,
      uscc = case when p.n % 11 = 3 then lower(c.uscc) || ' '
        when p.n % 29 = 5 then left(c.uscc, 17) || case right(c.uscc, 1) when '0' then '1' else '0' end else c.uscc end
    from picked p where c.org_id = ${ctx.orgId} and c.id = p.id
      and (p.n % 9 in (1, 2) or p.n % 23 = 4 or p.n % 11 = 3 or p.n % 29 = 5)`.execute(ctx.db)
  await sql`
    with picked as (
      select id, row_number() over (order by id) as n from contact
      where org_id = ${ctx.orgId} and voided_at is null and length(name) between 2 and 3
    )
    update contact k set version = k.version + 1, name = left(k.name, 1) || '　' || substr(k.name, 2)
    from picked p where k.org_id = ${ctx.orgId} and k.id = p.id and p.n % 31 = 7`.execute(ctx.db)
}

/** Most were there before today, and some are past their day. */
async function noticeEarlier(ctx: WriteCtx, calendar: WorkCalendar, today: Day): Promise<void> {
  const { rows } = await sql<{ id: string; check: CheckCode }>`
    select id, check_code as "check" from data_defect where org_id = ${ctx.orgId} and ended_on is null
    order by check_code, record_id, other_id`.execute(ctx.db)
  const earlier = rows
    .filter((_, index) => index % 6 !== 0)
    .map(({ id, check }, index) => {
      const seen = addDays(today, -1 - ((index * 7) % 75))
      return { id, seen, due: addWorkdays(calendar, seen, checkOf(check).workdays) }
    })
  await sql`
    update data_defect x set first_seen_on = n.seen, due_on = n.due
    from json_to_recordset(${JSON.stringify(earlier)}::json) as n (id uuid, seen date, due date)
    where x.org_id = ${ctx.orgId} and x.id = n.id`.execute(ctx.db)
}

async function rememberMended(ctx: WriteCtx, calendar: WorkCalendar, today: Day): Promise<void> {
  const { rows: records } = await sql<{
    customer: string
    contact: string | null
    deal: string | null
    who: string
  }>`
    select c.id as customer, c.responsible_id as who,
      (select k.id from contact k where k.org_id = c.org_id and k.customer_id = c.id order by k.id limit 1) as contact,
      (select d.id from deal d where d.org_id = c.org_id and d.customer_id = c.id order by d.id limit 1) as deal
    from customer c where c.org_id = ${ctx.orgId} and c.voided_at is null and c.responsible_id is not null
    order by c.created_on, c.id offset 60 limit ${MENDED.reduce((sum, n) => sum + n, 0)}`.execute(ctx.db)
  const waiting = [...records]
  const thisWeek = startOfWeek(today)
  const rows = MENDED.flatMap((n, week) => {
    const monday = addDays(thisWeek, 7 * (week - WEEKS))
    return waiting.splice(0, n).map((record, index) => mendedRow(ctx, calendar, { record, monday, index }))
  })
  await insertRows(ctx.db, 'data_defect', rows)
}

type Mended = {
  record: { customer: string; contact: string | null; deal: string | null; who: string }
  monday: Day
  index: number
}

function mendedRow(ctx: WriteCtx, calendar: WorkCalendar, { record, monday, index }: Mended) {
  const check = OLD_FORMS[(dayNumber(monday) + index) % OLD_FORMS.length]!
  const kind = checkOf(check).record
  const recordId = (kind === 'deal' ? record.deal : kind === 'contact' ? record.contact : null) ?? null
  const own = recordId === null ? 'phone_form' : check
  const seen = addDays(monday, index % 5)
  return {
    org_id: ctx.orgId,
    id: newId(ctx.now),
    check_code: own,
    record_kind: checkOf(own).record,
    record_id: recordId ?? record.customer,
    fingerprint: '',
    has_fix: false,
    mender_id: record.who,
    first_seen_on: seen,
    due_on: addWorkdays(calendar, seen, checkOf(own).workdays),
    recorded_at: startOfDay(seen),
    ended_on: addDays(seen, 1 + (index % 2)),
    how: 'cleared',
  }
}
