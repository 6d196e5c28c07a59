import { addDays, startOfDay } from '../../../core/calendar.ts'
import type { PlanSpec } from '../../../core/emergency/plan.ts'
import { addWorkdays } from '../../../core/workdays.ts'
import { BOSS } from '../../../world/people.ts'
import type { Company } from '../../../world/shapes.ts'
import { loadCalendar } from '../../modules/identity/index.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import type { People } from './load-people.ts'

const MINUTE = 60_000
/** Written so long ago, and tried once since: the next drill is nearly due. */
const WRITTEN_DAYS = 240
const DRILLED_DAYS = 170

const STEPS: PlanSpec['steps'] = [
  { title: '停止发货，在途货物能拦的拦下', minutes: 30 },
  { title: '核对该客户未收、在途、未开票的金额', minutes: 60 },
  { title: '固定证据：合同、送货单、对账单、往来记录', minutes: 120 },
  { title: '老板与客户实际负责人通话，约定当面', minutes: 240 },
]

/** Minutes after which each line was done in the drill; the insurer could not be reached. */
const DRILL: readonly [item: string, minutes: number, failed?: string][] = [
  ['call-0', 4],
  ['call-1', 9],
  ['call-2', 15, '总机无人接听，换了报案专线'],
  ['step-0', 26],
  ['step-1', 55],
  ['step-2', 171],
  ['step-3', 190],
]

/** The company has a plan for the worst (C141) and has tried it once, with something to mend. */
export async function planEmergency(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  const boss = people.get(BOSS)!
  const phoneOf = (login: string) => company.people.find((person) => person.login === login)?.phone ?? ''
  const spec: PlanSpec = {
    calls: [
      { userId: boss, name: nameOf(company, BOSS), office: '老板', phone: phoneOf(BOSS) },
      { userId: null, name: '方律师', office: '常年法律顾问', phone: '0574-87000101' },
      { userId: null, name: '信保理赔', office: '信用保险', phone: '0574-87000202' },
    ],
    steps: STEPS,
  }
  const [planId, runId] = [newId(ctx.now), newId(ctx.now)]
  // In the office, at ten in the morning of a working day.
  const calendar = await loadCalendar(ctx)
  const tenOn = (daysAgo: number) =>
    startOfDay(addWorkdays(calendar, addDays(company.today, -daysAgo), -1)) + 600 * MINUTE
  const began = tenOn(DRILLED_DAYS)
  const own = { org_id: ctx.orgId, actor: boss }
  await insertRows(ctx.db, 'emergency_plan', [
    { ...own, id: planId, spec: { ...spec }, recorded_at: tenOn(WRITTEN_DAYS) },
  ])
  await insertRows(ctx.db, 'emergency_run', [
    {
      ...own,
      id: runId,
      plan_id: planId,
      situation: '最大客户突然停产，还有三车货在路上',
      recorded_at: began,
      ended_at: began + 195 * MINUTE,
      ended_by: boss,
      findings: '信保总机打不通，已换成报案专线；送货单原件散在三个人手里，取证用时超出规定。',
    },
  ])
  await insertRows(
    ctx.db,
    'emergency_mark',
    DRILL.map(([item, minutes, failed]) => ({
      ...own,
      id: newId(ctx.now),
      run_id: runId,
      item,
      kind: failed === undefined ? 'done' : 'failed',
      text: failed ?? '',
      recorded_at: began + minutes * MINUTE,
    })),
  )
}

function nameOf({ people }: Company, login: string): string {
  return people.find((person) => person.login === login)!.name
}
