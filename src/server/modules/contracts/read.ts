import { type RawBuilder, sql } from 'kysely'
import { addDays, type Day, dayOf, daysBetween, type Instant } from '../../../core/calendar.ts'
import { archiveTerms } from '../../../core/contract/archive.ts'
import { missingTerms } from '../../../core/contract/content.ts'
import { type ContractStep, decideContractStep } from '../../../core/contract/course.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import type { CustomTest } from '../../../core/fields/custom-tests.ts'
import { may, type Permission } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { customNarrowing } from '../custom-fields/index.ts'
import { fieldNarrowing } from '../lists/index.ts'
import { originalIn } from '../rates/index.ts'
import { placesOf } from './archive-places.ts'
import { contractScope } from './contract-rows.ts'
import { readContractUse } from './contract-use.ts'
import { changesOutside } from './read-changes.ts'
import { pendingApproval, showContent } from './show-content.ts'
import { actorOf, standingOf } from './standing.ts'
import { findTemplate } from './templates.ts'
import { type ContractVersion, loadVersions } from './version-rows.ts'

export type ContractQuery = {
  page: number
  size: number
  view: 'open' | 'ending' | 'unapproved' | 'ended' | 'all'
  q?: string | undefined
  customerId?: string | undefined
  dealId?: string | undefined
  fields?: readonly CustomTest[] | undefined
  custom?: readonly CustomTest[] | undefined
}

/** Within so many days a contract counts as ending soon; the first of the reminders (C075). */
export const ENDING_DAYS = 30

type Row = {
  id: string
  number: string
  title: string
  customer_id: string
  customer_name: string
  deal_id: string | null
  deal_title: string | null
  amount_fen: bigint
  original_minor: bigint | null
  rate_micro: bigint | null
  rate_per: number | null
  rate_day: Day | null
  currency: string
  signed_on: Day | null
  accepted_on: Day | null
  effective_on: Day | null
  ends_on: Day | null
  status: 'open' | 'ended'
  approved_at: Instant | null
  approved_by_name: string | null
  remark: string
  version: number
  version_id: string | null
  quote_id: string | null
  quote_title: string | null
  user_id: string | null
  user_name: string | null
  user_active: boolean | null
  custom: CustomValues
  total: number
}

/** What ends soonest first. */
export async function listContracts(ctx: ReadCtx, query: ContractQuery) {
  const today = dayOf(ctx.now)
  const tail = sql`order by (k.status = 'open') desc, k.ends_on nulls last, k.number
    limit ${query.size} offset ${(query.page - 1) * query.size}`
  const asked = await filters(ctx, query, today)
  const rows = await selectRows(ctx, [...asked, ...viewFilter(query.view, today)], tail)
  const { rows: counted } = await sql<{ ending: number; unapproved: number }>`
    select count(*) filter (where k.ends_on <= ${addDays(today, ENDING_DAYS)})::int as ending,
      count(*) filter (where k.approved_at is null)::int as unapproved
    from contract k join customer c on c.org_id = k.org_id and c.id = k.customer_id
    where k.org_id = ${ctx.orgId} and k.voided_at is null and k.status = 'open' and ${contractScope(ctx, 'contract.read')}
      ${and(asked)}`.execute(ctx.db)
  const outside = await changesOutside(
    ctx,
    rows.map(({ id }) => id),
  )
  return {
    items: rows.map((row) => ({ ...shapeContract(row, today), outside: outside.get(row.id) ?? null })),
    total: rows[0]?.total ?? 0,
    page: query.page,
    size: query.size,
    counts: counted[0]!,
  }
}

export async function getContract(ctx: ReadCtx, id: string) {
  const [row] = await selectRows(ctx, [sql`k.id = ${id}`], sql`limit 1`)
  if (!row) throw notFound('contract')
  const versions = await loadVersions(ctx, id)
  const steps = await ctx.db
    .selectFrom('contract_step as s')
    .leftJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 's.org_id').onRef('u.id', '=', 's.actor'),
    )
    .select([
      's.id',
      's.kind',
      's.occurred_on as on',
      's.ends_on as endsOn',
      // What was said, in the contract's own currency.
      sql<bigint | null>`coalesce(s.original_minor, s.amount_fen)`.as('amountFen'),
      's.reason',
      'u.name as actorName',
    ])
    .where('s.org_id', '=', ctx.orgId)
    .where('s.contract_id', '=', id)
    .where('s.voided_at', 'is', null)
    .orderBy('s.recorded_at')
    .execute()
  return {
    ...shapeContract(row, dayOf(ctx.now)),
    version: row.version,
    remark: row.remark,
    acceptedOn: row.accepted_on,
    use: await readContractUse(ctx, id),
    quote: row.quote_id ? { id: row.quote_id, title: row.quote_title ?? '' } : null,
    template: (await findTemplate(ctx, versions[0]!.content.templateId))?.name ?? null,
    ...(await showContent(ctx, row, versions)),
    steps: steps.map((step) => ({ ...step, kind: step.kind as 'recorded' })),
    approval: row.status === 'open' ? await pendingApproval(ctx, row, versions) : null,
    can: await canOf(ctx, row, versions[0]!),
  }
}

/** Computed by the same decision that guards the write (law 7). */
async function canOf(ctx: ReadCtx, row: Row, newest: ContractVersion) {
  const standing = await standingOf(ctx, { ...row, responsible_id: row.user_id }, newest)
  const actor = await actorOf(ctx, row, newest)
  const ask = (step: ContractStep, permission: Permission) => {
    if (!may(ctx.actor.roles, permission)) return 'forbidden'
    const decided = decideContractStep(standing, { reason: '-', ...step }, actor)
    return decided.ok || decided.code
  }
  const writes = !may(ctx.actor.roles, 'contract.write')
    ? 'forbidden'
    : standing.isOpen
      ? (true as const)
      : 'contract_ended'
  const incomplete = missingTerms(newest.content).length > 0 ? 'contract_incomplete' : (true as const)
  const settled = standing.isApproved && !standing.hasPending ? 'already_approved' : (true as const)
  return {
    edit: writes,
    own: may(ctx.actor.roles, 'contract.write') || 'forbidden',
    ask: [writes, settled, incomplete].find((one) => one !== true) ?? (true as const),
    approve: ask({ kind: 'approved' }, 'contract.approve'),
    unapprove: ask({ kind: 'unapproved' }, 'contract.approve'),
    sign: ask({ kind: 'signed' }, 'contract.write'),
    accept: ask({ kind: 'accepted' }, 'contract.write'),
    unaccept: ask({ kind: 'unaccepted' }, 'contract.write'),
    end: ask({ kind: 'ended' }, 'contract.write'),
  }
}

export async function selectRows(
  ctx: ReadCtx,
  where: RawBuilder<unknown>[],
  tail: RawBuilder<unknown>,
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select k.id, k.number, k.title, k.customer_id, c.name as customer_name, k.deal_id, d.title as deal_title, k.amount_fen,
      k.original_minor, k.rate_micro, k.rate_per, k.rate_day, k.currency, k.signed_on, k.accepted_on, k.effective_on, k.ends_on, k.status,
      k.approved_at, a.name as approved_by_name, k.remark, k.version,
      k.custom, k.version_id, k.quote_id, q.title as quote_title,
      u.id as user_id, u.name as user_name, u.status = 'active' as user_active, count(*) over ()::int as total
    from contract k
    join customer c on c.org_id = k.org_id and c.id = k.customer_id
    left join deal d on d.org_id = k.org_id and d.id = k.deal_id
    left join app_user u on u.org_id = k.org_id and u.id = k.responsible_id
    left join quote q on q.org_id = k.org_id and q.id = k.quote_id
    left join app_user a on a.org_id = k.org_id and a.id = k.approved_by
    where k.org_id = ${ctx.orgId} and k.voided_at is null and ${contractScope(ctx, 'contract.read')} ${and(where)} ${tail}`.execute(
    ctx.db,
  )
  return rows
}

function and(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  if (conditions.length === 0) return sql``
  return sql`and ${sql.join([...conditions], sql` and `)}`
}

async function filters(ctx: ReadCtx, query: ContractQuery, today: Day): Promise<RawBuilder<unknown>[]> {
  const terms = archiveTerms(query.q ?? '')
  return [
    ...terms.map((term) => sql`k.id in (select contract_id from (${placesOf(ctx, term)}) p)`),
    ...(query.customerId ? [sql`k.customer_id = ${query.customerId}`] : []),
    ...(query.dealId ? [sql`k.deal_id = ${query.dealId}`] : []),
    ...fieldNarrowing('contract', query.fields ?? [], holding(ctx, today)),
    ...(await customNarrowing(ctx, 'contract', query.custom ?? [], { column: 'k.id', asOf: undefined })),
  ]
}

/** Where each field of the list is found, in `k` and `c` alone: the counts narrow by the same. */
function holding(ctx: ReadCtx, today: Day): Record<string, RawBuilder<unknown>> {
  const isOpen = sql`k.status = 'open'`
  return {
    number: sql`k.number`,
    title: sql`k.title`,
    customer: sql`c.name`,
    amount: sql`k.amount_fen`,
    currency: sql`k.currency`,
    original: sql`coalesce(k.original_minor, k.amount_fen)`,
    approval: sql`(case when k.approved_at is null then 'unapproved' else 'approved' end)`,
    approved_on: sql`(k.approved_at at time zone 'Asia/Shanghai')::date`,
    approved_by: sql`(select a.name from app_user a where a.org_id = ${ctx.orgId} and a.id = k.approved_by)`,
    signed_on: sql`k.signed_on`,
    effective_on: sql`k.effective_on`,
    ends_on: sql`k.ends_on`,
    days_left: sql`(case when ${isOpen} then k.ends_on - ${today}::date end)`,
    status: sql`k.status`,
    responsible: sql`k.responsible_id`,
  }
}

function viewFilter(view: ContractQuery['view'], today: Day): RawBuilder<unknown>[] {
  if (view === 'all') return []
  if (view === 'ended') return [sql`k.status = 'ended'`]
  const open = sql`k.status = 'open'`
  if (view === 'ending') return [open, sql`k.ends_on <= ${addDays(today, ENDING_DAYS)}`]
  return view === 'unapproved' ? [open, sql`k.approved_at is null`] : [open]
}

export function shapeContract(row: Row, today: Day) {
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    customer: { id: row.customer_id, name: row.customer_name },
    deal: row.deal_id ? { id: row.deal_id, title: row.deal_title ?? '' } : null,
    amountFen: row.amount_fen,
    currency: row.currency,
    original: originalIn(row),
    signedOn: row.signed_on,
    effectiveOn: row.effective_on,
    endsOn: row.ends_on,
    daysLeft: row.status === 'open' && row.ends_on !== null ? daysBetween(today, row.ends_on) : null,
    status: row.status,
    approvedAt: row.approved_at,
    approvedBy: row.approved_by_name,
    responsible: row.user_id
      ? { id: row.user_id, name: row.user_name ?? '', active: row.user_active ?? false }
      : null,
    custom: { ...row.custom },
  }
}
