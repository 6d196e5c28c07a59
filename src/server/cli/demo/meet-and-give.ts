import { sql } from 'kysely'
import { addDays, type Day, dayOf, startOfDay } from '../../../core/calendar.ts'
import { DECISIONS, ERRANDS, type Errand, MEETING } from '../../../world/errands.ts'
import { BOSS } from '../../../world/people.ts'
import type { Company } from '../../../world/shapes.ts'
import { callMeeting, closeMeeting, saveMinutes } from '../../modules/meetings/index.ts'
import { giveTask, takeTaskAct } from '../../modules/tasks/index.ts'
import type { Actor, WriteCtx } from '../../platform/context.ts'
import { actorsOf } from './actors.ts'
import type { People } from './load-people.ts'

const MEETING_DAYS_AGO = 7
const TEN = 10 * 3_600_000

type Owing = { id: string; rep: string; manager: string | null }

/** A week of a team that works with tasks: a meeting with decisions, errands and questions (C177 C178). */
export async function meetAndGive(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  const actors = actorsOf(company, people)
  const owing = await mostOwing(ctx)
  if (owing.length === 0) return
  const today = dayOf(ctx.now)
  await holdMeeting(ctx, { boss: actors.get(BOSS)!, today, managers: managersOf(company, people) })
  for (const errand of ERRANDS) {
    const about = owing[Math.min(errand.customer, owing.length - 1)]!
    const rep = actors.get(about.rep)!
    const manager = (about.manager && actors.get(about.manager)) || actors.get(BOSS)!
    await runErrand(ctx, errand, { customerId: about.id, rep, manager, today })
  }
}

/** As somebody at ten o'clock of a day that is over. */
function onDay(ctx: WriteCtx, actor: Actor, day: Day): WriteCtx {
  const then = Math.min(ctx.now, startOfDay(day) + TEN)
  return { ...ctx, actor, now: then, tick: then }
}

async function holdMeeting(
  ctx: WriteCtx,
  { boss, today, managers }: { boss: Actor; today: Day; managers: readonly string[] },
): Promise<void> {
  const heldOn = addDays(today, -MEETING_DAYS_AGO)
  const then = onDay(ctx, boss, heldOn)
  const id = await callMeeting(then, { title: MEETING.title, heldOn, people: managers })
  const tasks = []
  for (const [index, { title, dueInDays }] of DECISIONS.entries()) {
    const to = managers[index % managers.length] ?? boss.userId!
    const record = { kind: 'meeting' as const, id, customerId: null }
    const dueOn = addDays(today, dueInDays)
    tasks.push(await giveTask(then, { kind: 'todo', title, detail: '', to, dueOn, record, followers: [] }))
  }
  await saveMinutes(then, id, { minutes: MEETING.minutes, people: managers })
  // The agenda of a day that is over is made as of that day.
  await closeMeeting({ ...ctx, actor: boss, tick: then.tick }, id)
  for (const [index, { done }] of DECISIONS.entries()) {
    if (done === null) continue
    const when = onDay(ctx, boss, addDays(today, -2))
    await takeTaskAct(when, { id: tasks[index]!, doors: {} }, { kind: 'done', note: done })
  }
}

async function runErrand(
  ctx: WriteCtx,
  errand: Errand,
  about: { customerId: string; rep: Actor; manager: Actor; today: Day },
): Promise<void> {
  const { customerId, rep, manager, today } = about
  const giver = errand.by === 'manager' ? manager : rep
  const id = await giveTask(onDay(ctx, giver, addDays(today, -errand.givenDaysAgo)), {
    kind: errand.kind,
    title: errand.title,
    detail: errand.detail,
    to: errand.to === 'rep' ? rep.userId! : errand.to,
    dueOn: addDays(today, errand.dueInDays),
    record: { kind: 'customer', id: customerId, customerId },
    followers: [],
  })
  if (errand.ended === null) return
  const { rows } = await sql<{ id: string }>`
    select responsible_id as id from task where org_id = ${ctx.orgId} and id = ${id}`.execute(ctx.db)
  const answering: Actor = { ...giver, userId: rows[0]!.id }
  const when = onDay(ctx, answering, addDays(today, -errand.ended.daysAgo))
  await takeTaskAct(when, { id, doors: {} }, { kind: 'done', note: errand.ended.note })
}

async function mostOwing(ctx: WriteCtx): Promise<Owing[]> {
  const { rows } = await sql<Owing>`
    select c.id, u.login as rep, m.login as manager from customer c
    join app_user u on u.org_id = c.org_id and u.id = c.responsible_id and u.status = 'active'
    left join department d on d.org_id = u.org_id and d.id = u.department_id
    left join app_user m on m.org_id = d.org_id and m.id = d.manager_id and m.status = 'active'
    join instalment i on i.org_id = c.org_id and i.customer_id = c.id and i.voided_at is null and i.open_fen > 0
      and i.due_on < ${dayOf(ctx.now)}
    where c.org_id = ${ctx.orgId} and c.voided_at is null
      and not exists (select 1 from absence x where x.org_id = u.org_id and x.user_id = u.id and x.voided_at is null
        and x.to_day >= ${addDays(dayOf(ctx.now), -MEETING_DAYS_AGO)} and x.from_day <= ${dayOf(ctx.now)})
    group by c.id, u.login, m.login order by sum(i.open_fen) desc, c.id limit 3`.execute(ctx.db)
  return rows
}

function managersOf(company: Company, people: People): string[] {
  return company.people
    .filter(({ roles, login }) => roles.includes('manager') && login !== BOSS)
    .map(({ login }) => people.get(login)!)
}
