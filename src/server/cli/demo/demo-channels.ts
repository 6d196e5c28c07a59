import type { ChannelSettings } from '../../../api/notify.ts'
import { addDays, dayOf, type Instant, minuteOfDay, startOfDay } from '../../../core/calendar.ts'
import { BRIEF_MINUTE } from '../../../core/notify/brief.ts'
import { isWorkday, type WorkCalendar } from '../../../core/workdays.ts'
import { readMonth } from '../../modules/brief/index.ts'
import { loadCalendar } from '../../modules/identity/index.ts'
import {
  createChannel,
  createDispatcher,
  createPorts,
  notifyAlerts,
  SANDBOX_BASE,
  SANDBOX_HOST,
  sendBriefs,
} from '../../modules/notify/index.ts'
import { aboutToBeHeld, recentNews } from '../../modules/watch/index.ts'
import { fixedClock } from '../../platform/clock.ts'
import { read, type WriteCtx, write } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import { createLog } from '../../platform/log.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** How many working mornings the 发件箱 of a new demo looks back on: enough to see, too few to flood. */
const MORNINGS = 3
/** The worker writes the brief itself until noon. */
const BRIEF_UNTIL_MINUTE = 12 * 60

const ROBOTS: readonly { department: string; name: string; settings: ChannelSettings }[] = [
  {
    department: '华东一组',
    name: '华东一组群（企业微信）',
    settings: { kind: 'wecom', key: 'demo-robot-wecom-east', baseUrl: `${SANDBOX_BASE}/wecom` },
  },
  {
    department: '华南二组',
    name: '华南二组群（钉钉）',
    settings: {
      kind: 'dingtalk',
      accessToken: 'demo-robot-dingtalk-south',
      signSecret: 'SECdemo-robot-dingtalk-south',
      baseUrl: `${SANDBOX_BASE}/dingtalk`,
    },
  },
  {
    department: '北方三组',
    name: '北方三组群（飞书）',
    settings: {
      kind: 'feishu',
      token: 'demo-robot-feishu-north',
      signSecret: 'demo-robot-feishu-north-secret',
      baseUrl: `${SANDBOX_BASE}/feishu`,
    },
  },
]

const MAILBOX: ChannelSettings = {
  kind: 'mail',
  host: SANDBOX_HOST,
  port: 465,
  security: 'tls',
  from: 'fengxiangbiao@mingchuan.example',
  fromName: '风向标',
}

/**
 * One robot of each kind in the group of a sales team, and a mailbox for those who sit in none of them. All
 * of them end in the built-in stand-in, so that nobody outside is disturbed (C123).
 */
export async function openDemoChannels(ctx: WriteCtx, key: Buffer): Promise<void> {
  const departments = await ctx.db
    .selectFrom('department')
    .select(['id', 'name'])
    .where('org_id', '=', ctx.orgId)
    .execute()
  const taken = await ctx.db
    .selectFrom('channel')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .executeTakeFirst()
  if (taken) return
  for (const { department, name, settings } of ROBOTS) {
    const departmentId = departments.find((row) => row.name === department)?.id ?? null
    const audience = { departmentId, minSeverity: 3 as const, brief: true }
    await createChannel(ctx, key, { name, enabled: true, settings, audience })
  }
  const audience = { departmentId: null, minSeverity: 3 as const, brief: true }
  await createChannel(ctx, key, { name: '公司邮箱', enabled: true, settings: MAILBOX, audience })
}

/**
 * Does what would otherwise speak to the groups: the deadlines of a past that nobody lived through are all
 * over at once, and forty escalations in the first minute would be a flood.
 */
export async function silently(ctx: WriteCtx, work: () => Promise<unknown>): Promise<void> {
  const set = (status: 'on' | 'off') =>
    ctx.db.updateTable('channel').set({ status }).where('org_id', '=', ctx.orgId).execute()
  await set('off')
  await work()
  await set('on')
}

type House = { db: Db; key: Buffer; orgId: string; now: Instant }

/**
 * Tells what the last mornings would have told, each at its own time and through the very machinery that
 * sends every day: decisions, caps, limits and the stand-in's answers are the real ones. The last day is told
 * by the evaluation itself.
 */
export async function tellRecentMornings(house: House): Promise<void> {
  const { db, orgId, now } = house
  const calendar = await read(db, { orgId, now }, (ctx) => loadCalendar(ctx))
  const mornings = lastMornings(calendar, now)
  for (const [index, morning] of mornings.entries()) {
    const after = mornings[index - 1] ?? morning - DAY
    const told = morning + 35 * MINUTE
    await write(db, { orgId, now }, async (ctx) => {
      const news = await recentNews(ctx, { after, until: Math.min(morning, now - DAY) })
      const then = { ...ctx, now: told, tick: told }
      for (const { notice } of news) await notifyAlerts(then, [notice])
      const isLast = index === mornings.length - 1
      if (isLast && !briefIsComing(calendar, now))
        await sendBriefs({ ...ctx, now: morning, tick: morning }, readMonth)
    })
    await deliverAt(house, told + 3 * MINUTE)
  }
}

/** 08:30 of the last working days, oldest first. */
function lastMornings(calendar: WorkCalendar, now: Instant): Instant[] {
  const mornings: Instant[] = []
  for (let day = dayOf(now); mornings.length < MORNINGS; day = addDays(day, -1)) {
    const morning = startOfDay(day) + BRIEF_MINUTE * MINUTE
    if (isWorkday(calendar, day) && morning + 40 * MINUTE <= now) mornings.unshift(morning)
  }
  return mornings
}

function briefIsComing(calendar: WorkCalendar, now: Instant): boolean {
  const minute = minuteOfDay(now)
  return isWorkday(calendar, dayOf(now)) && minute >= BRIEF_MINUTE && minute < BRIEF_UNTIL_MINUTE
}

async function deliverAt({ db, key, orgId }: House, instant: Instant): Promise<void> {
  const clock = fixedClock(instant)
  const portsOf = createPorts({ db, key, clock, allowPrivate: [], smtpUrl: null })
  const log = createLog('silent')
  const dispatcher = createDispatcher({
    db,
    key,
    clock,
    log,
    portsOf,
    publicUrl: null,
    heldBack: aboutToBeHeld,
  })
  dispatcher.poke(orgId)
  await dispatcher.idle()
  await dispatcher.stop()
}
