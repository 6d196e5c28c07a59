import { type RawBuilder, sql } from 'kysely'
import { dayOf, type Instant } from '../../../core/calendar.ts'
import { checkOf, type Finding } from '../../../core/quality/checks.ts'
import { type Found, type Kept, keyOf, reconcile } from '../../../core/quality/reconcile.ts'
import { assign } from '../../../core/watch/responsible.ts'
import { addWorkdays, type WorkCalendar } from '../../../core/workdays.ts'
import { newId } from '../../platform/clock.ts'
import { type ReadCtx, read, type WriteCtx, write } from '../../platform/context.ts'
import { sha256 } from '../../platform/crypto.ts'
import { at, type Db } from '../../platform/db.ts'
import { conflict } from '../../platform/errors.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { loadSetting, saveSetting } from '../../platform/org-settings.ts'
import { hasSomebody, loadCalendar, loadStaff, type Staff } from '../identity/index.ts'
import { type Among, inspect, type Pair } from './load-facts.ts'

/** Which day has been checked; the machine of a small company is off at night, so no hour is fixed. */
export const CHECKED_ON = 'dataCheckedOn'
/** When somebody asked for a check that is not done yet; null: nobody waits. */
const ASKED_AT = 'dataCheckAskedAt'

export function qualityDue(ctx: ReadCtx): RawBuilder<boolean> {
  return sql<boolean>`(exists (select 1 from customer where org_id = ${ctx.orgId})
    and not exists (select 1 from org_setting where org_id = ${ctx.orgId} and id = ${CHECKED_ON}
      and value #>> '{}' = ${dayOf(ctx.now)}))
    or exists (select 1 from org_setting where org_id = ${ctx.orgId} and id = ${ASKED_AT} and value <> 'null')`
}

/** Has the company checked beside the page: nobody who writes waits while everything is gone through. */
export async function askCheck(ctx: WriteCtx): Promise<{ ok: true }> {
  if (!hasSomebody(await loadStaff(ctx))) throw conflict('nobody_to_mend')
  await saveSetting(ctx, ASKED_AT, ctx.tick)
  return { ok: true }
}

export async function isAsked(ctx: ReadCtx): Promise<boolean> {
  return (await askedAt(ctx)) !== null
}

async function askedAt(ctx: ReadCtx): Promise<Instant | null> {
  return (await loadSetting(ctx, ASKED_AT)) as Instant | null
}

/** Once a day: what is wrong, who mends it and by when; null where there is nobody to mend it (C204). */
export async function checkData(ctx: WriteCtx): Promise<Checked | null> {
  return keepLooked(ctx, await look(ctx))
}

/**
 * The same without keeping anybody from writing while everything is gone through. What is mended between the
 * two says so where it is listed, as between any two checks.
 */
export async function checkDataDue(db: Db, who: { orgId: string; now: Instant }): Promise<void> {
  const looked = await read(db, who, look)
  await write(db, who, (ctx) => keepLooked(ctx, looked))
}

type Looked = { findings: Finding[]; staff: Staff; calendar: WorkCalendar; asked: Instant | null }

async function look(ctx: ReadCtx): Promise<Looked | null> {
  const asked = await askedAt(ctx)
  const staff = await loadStaff(ctx)
  if (!hasSomebody(staff)) return null
  return { asked, staff, calendar: await loadCalendar(ctx), findings: await inspectAll(ctx) }
}

async function keepLooked(ctx: WriteCtx, looked: Looked | null): Promise<Checked | null> {
  if (looked === null) return null
  const checked = await keep(ctx, { ...looked, retaken: [] }, looked.findings, sql<boolean>`true`)
  await saveSetting(ctx, CHECKED_ON, dayOf(ctx.now))
  // Whoever asked while this one was reading is waiting for the next.
  if (looked.asked !== null && looked.asked === (await askedAt(ctx))) await saveSetting(ctx, ASKED_AT, null)
  return checked
}

/** Everything there is; a pair that is kept is weighed again also where it is out of reach of the search. */
async function inspectAll(ctx: ReadCtx): Promise<Finding[]> {
  const pairs = await loadPairs(
    ctx,
    sql`x.ended_on is null or (x.how = 'dismissed' and x.retaken_at is null)`,
  )
  return inspect(ctx, await loadCalendar(ctx), null, pairs)
}

/**
 * The same for some records at once, after they have been edited here. `retakenId`: the dismissal that is
 * taken back; what it was about has its first day and its deadline still.
 */
export async function checkAgain(
  ctx: WriteCtx,
  among: NonNullable<Among>,
  retakenId: string | null = null,
): Promise<void> {
  const calendar = await loadCalendar(ctx)
  const staff = await loadStaff(ctx)
  const ids = Object.values(among).flat()
  const ofThese = sql<boolean>`x.record_id = any(${ids}::uuid[])`
  const pairs = await loadPairs(ctx, ofThese)
  const findings = await inspect(ctx, calendar, among, pairs)
  const retaken = retakenId === null ? [] : await loadKept(ctx, sql`x.id = ${retakenId}`)
  await keep(ctx, { calendar, staff, retaken }, findings, ofThese)
}

async function loadPairs(ctx: ReadCtx, where: RawBuilder<unknown>): Promise<Pair[]> {
  const known = await loadKept(ctx, sql`x.other_id is not null and (${where})`)
  return known.map(({ recordId, otherId }) => ({ recordId, otherId: otherId! }))
}

export type Checked = { open: number; fresh: number; cleared: number }

type House = { calendar: WorkCalendar; staff: Staff; retaken: readonly Kept[] }

/** Brings the kept defects that `where` means into line with what was found now. */
async function keep(
  ctx: WriteCtx,
  house: House,
  findings: readonly Finding[],
  where: RawBuilder<boolean>,
): Promise<Checked> {
  const found = findings.map((finding) => toFound(ctx, house.staff, finding))
  const open = await loadKept(ctx, sql`x.ended_on is null and ${where}`)
  const dismissed = await loadKept(ctx, sql`x.how = 'dismissed' and x.retaken_at is null and ${where}`)
  const { fresh, renewed, cleared, lapsed } = reconcile(open, dismissed, found)
  await insertFresh(ctx, house, { fresh, before: [...dismissed, ...house.retaken] })
  await renew(ctx, renewed)
  await clear(ctx, cleared)
  await endDismissals(ctx, lapsed)
  return { open: open.length + fresh.length - cleared.length, fresh: fresh.length, cleared: cleared.length }
}

function toFound(ctx: ReadCtx, { directory }: Staff, finding: Finding): Found {
  const { mender } = checkOf(finding.check)
  const record = { responsibleId: finding.responsibleId, backupId: null }
  return {
    ...finding,
    fingerprint: fingerprintOf(finding),
    menderId: assign(directory, mender, record, ctx.now).userId,
  }
}

/** The value itself, a telephone number perhaps, is not copied out of its record. */
export function fingerprintOf({ value }: Finding): string {
  return sha256(value).toString('hex').slice(0, 32)
}

async function loadKept(ctx: ReadCtx, where: RawBuilder<unknown>): Promise<Kept[]> {
  const { rows } = await sql<Kept>`
    select x.id, x.check_code as "check", x.record_id as "recordId", x.other_id as "otherId", x.fingerprint,
      x.mender_id as "menderId", x.has_fix as "hasFix", coalesce(x.since_on, x.first_seen_on) as "sinceOn",
      x.due_on as "dueOn"
    from data_defect x where x.org_id = ${ctx.orgId} and ${where}`.execute(ctx.db)
  return rows
}

type Fresh = { fresh: readonly Found[]; before: readonly Kept[] }

/** A dismissal that holds no longer for this value moves no deadline. */
async function insertFresh(ctx: WriteCtx, { calendar }: House, { fresh, before }: Fresh): Promise<void> {
  const today = dayOf(ctx.now)
  const dismissed = new Map(before.map((kept) => [keyOf(kept), kept]))
  const rows = fresh.map((found) => ({
    org_id: ctx.orgId,
    id: newId(ctx.now),
    check_code: found.check,
    record_kind: checkOf(found.check).record,
    record_id: found.recordId,
    other_id: found.otherId ?? null,
    fingerprint: found.fingerprint,
    has_fix: found.fix !== undefined,
    mender_id: found.menderId,
    first_seen_on: today,
    since_on: dismissed.get(keyOf(found))?.sinceOn ?? null,
    due_on: dismissed.get(keyOf(found))?.dueOn ?? addWorkdays(calendar, today, checkOf(found.check).workdays),
    recorded_at: ctx.tick,
  }))
  await insertRows(ctx.db, 'data_defect', rows)
}

async function renew(ctx: WriteCtx, renewed: readonly { id: string; found: Found }[]): Promise<void> {
  if (renewed.length === 0) return
  const list = renewed.map(({ id, found }) => ({
    id,
    fingerprint: found.fingerprint,
    mender_id: found.menderId,
    has_fix: found.fix !== undefined,
  }))
  await sql`
    update data_defect x set fingerprint = n.fingerprint, mender_id = n.mender_id, has_fix = n.has_fix,
      version = x.version + 1
    from json_to_recordset(${JSON.stringify(list)}::json)
      as n (id uuid, fingerprint text, mender_id uuid, has_fix boolean)
    where x.org_id = ${ctx.orgId} and x.id = n.id`.execute(ctx.db)
}

async function clear(ctx: WriteCtx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`
    update data_defect set ended_on = greatest(${dayOf(ctx.now)}::date, first_seen_on), how = 'cleared',
      version = version + 1
    where org_id = ${ctx.orgId} and id = any(${ids}::uuid[])`.execute(ctx.db)
}

async function endDismissals(ctx: WriteCtx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`
    update data_defect set retaken_at = ${at(ctx.tick)}, version = version + 1
    where org_id = ${ctx.orgId} and id = any(${ids}::uuid[])`.execute(ctx.db)
}
