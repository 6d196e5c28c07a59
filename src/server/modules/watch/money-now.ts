import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import { moneyAtRisk } from '../../../core/watch/evaluate.ts'
import { readingAt } from '../../../core/watch/fold.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import { type ReadCtx, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { at, type Db } from '../../platform/db.ts'
import { loadHistories } from './loaders.ts'
import type { Look } from './look.ts'

/** A day long gone, so that a look that was cut off is due again. */
const UNDER_WAY: Day = '1970-01-01'

/** Alerts looked at in one transaction. */
const CHUNK = 500

/**
 * What an alert has at risk, `a` being the alert: of an open one what there is now, of one that is over
 * what was found. Looking back it is what was known that evening, from the versions of the alert; of one that
 * a late evaluation wrote down after that evening, what it was found with.
 */
export function atRisk({ moment, isPast }: Look): RawBuilder<bigint> {
  if (!isPast) return sql`a.at_risk_fen`
  const versions = sql`select (v.row ->> 'at_risk_fen')::bigint from record_version v
    where v.org_id = a.org_id and v.entity = 'alert' and v.id = a.id::text`
  return sql`coalesce((${versions} and v.recorded_at <= ${at(moment)} order by v.version desc limit 1),
    (${versions} order by v.version limit 1), a.money_fen)`
}

/** Time alone makes money overdue: the money of all open alerts is looked at again once a day. */
export function moneyDue({ orgId, now }: ReadCtx): RawBuilder<boolean> {
  return sql`exists (select 1 from watch_cursor where org_id = ${orgId} and (money_on is null or money_on < ${dayOf(now)}))`
}

/**
 * Looks again at the money of all open alerts, a chunk in a transaction, and remembers the day. `between` is
 * done after each chunk: what is new need not wait for all of them.
 */
export async function refreshAllMoney(
  db: Db,
  { orgId, now }: { orgId: string; now: Instant },
  isStopped: () => boolean = () => false,
  between: () => Promise<void> = async () => {},
): Promise<void> {
  const who = { orgId, now, actor: SYSTEM }
  await write(db, who, (ctx) => setMoneyOn(ctx, UNDER_WAY))
  let after: string | null = null
  do {
    if (isStopped()) return
    after = await write(db, who, (ctx) => refreshChunk(ctx, after))
    await between()
  } while (after !== null)
  // What was left for later meanwhile stays due.
  await write(db, who, (ctx) =>
    sql`update watch_cursor set money_on = ${dayOf(now)} where org_id = ${orgId} and money_on = ${UNDER_WAY}`.execute(
      ctx.db,
    ),
  )
}

/** What changed about these subjects may have changed what is at risk; call with few of them. */
export async function refreshMoneyOf(ctx: WriteCtx, subjectIds: readonly string[]): Promise<void> {
  if (subjectIds.length === 0) return
  await refresh(ctx, await findOpen(ctx, sql`a.subject_id = any(${[...subjectIds]}::uuid[])`))
}

/** Too many subjects changed at once to look at them here and now. */
export async function leaveMoneyForLater(ctx: WriteCtx): Promise<void> {
  await setMoneyOn(ctx, null)
}

async function setMoneyOn(ctx: WriteCtx, day: Day | null): Promise<void> {
  await sql`update watch_cursor set money_on = ${day} where org_id = ${ctx.orgId}`.execute(ctx.db)
}

type Open = { id: string; kind: SubjectKind; subject_id: string; metric: string; fen: bigint }

async function refreshChunk(ctx: WriteCtx, after: string | null): Promise<string | null> {
  const rows = await findOpen(ctx, after === null ? sql`true` : sql`a.id > ${after}`)
  await refresh(ctx, rows)
  return rows.length < CHUNK ? null : rows.at(-1)!.id
}

/** Open alerts whose rule names its money, locked: a person who acts on one meanwhile waits. */
async function findOpen(ctx: WriteCtx, where: RawBuilder<unknown>): Promise<Open[]> {
  const { rows } = await sql<Open>`
    select a.id, a.subject_kind as kind, a.subject_id, r.spec ->> 'moneyMetric' as metric, a.at_risk_fen as fen
    from alert a join rule r on r.org_id = a.org_id and r.id = a.rule_id
    where a.org_id = ${ctx.orgId} and a.resolved_at is null and r.spec ->> 'moneyMetric' is not null and ${where}
    order by a.id limit ${CHUNK} for update of a`.execute(ctx.db)
  return rows
}

async function refresh(ctx: WriteCtx, alerts: readonly Open[]): Promise<void> {
  const now = await moneyAt(ctx, alerts, ctx.tick)
  const changed = alerts
    .map((row) => ({ id: row.id, was: row.fen, fen: now(row) }))
    .filter(({ was, fen }) => fen !== undefined && fen !== was)
  if (changed.length === 0) return
  await sql`
    update alert a set money_now_fen = n.fen, version = a.version + 1
    from jsonb_to_recordset(${JSON.stringify(changed.map(({ id, fen }) => ({ id, fen: String(fen) })))}::jsonb) as n(id uuid, fen bigint)
    where a.org_id = ${ctx.orgId} and a.id = n.id`.execute(ctx.db)
}

type Asked = { kind: SubjectKind; subject_id: string; metric: string }

/** What the money of subjects was as known at a moment; undefined where nobody can read that figure. */
export async function moneyAt(
  ctx: ReadCtx,
  asked: readonly Asked[],
  moment: Instant,
): Promise<(one: Asked) => bigint | undefined> {
  const found = new Map<string, bigint>()
  for (const [kind, own] of Map.groupBy(asked, (one) => one.kind)) {
    const ids = [...new Set(own.map((one) => one.subject_id))]
    const metrics = [...new Set(own.map((one) => one.metric))]
    const histories = await loadHistories(ctx, { kind, ids, metrics, fields: [], since: moment, bare: true })
    for (const { subject_id, metric } of own) {
      const series = histories.get(subject_id)?.series.get(metric)
      if (series) found.set(`${subject_id}:${metric}`, moneyAtRisk(readingAt(series, moment).value))
    }
  }
  return ({ subject_id, metric }) => found.get(`${subject_id}:${metric}`)
}
