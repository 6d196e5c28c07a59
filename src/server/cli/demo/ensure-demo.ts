import { addDays, type Day, dayOf, monthOf, startOfDay } from '../../../core/calendar.ts'
import type { Role } from '../../../core/permission.ts'
import { USUAL_CARD } from '../../../core/score/card.ts'
import { buildCompany } from '../../../world/company.ts'
import { BOSS } from '../../../world/people.ts'
import type { Company } from '../../../world/shapes.ts'
import { writeCheckup } from '../../modules/checkup/index.ts'
import { rateDue } from '../../modules/credit/index.ts'
import { installPipeline } from '../../modules/deals/index.ts'
import { createLink, createOrg, loadCalendar, setPassword } from '../../modules/identity/index.ts'
import { evaluateOrg, installPack, tendAlerts } from '../../modules/watch/index.ts'
import { systemClock } from '../../platform/clock.ts'
import { type ReadCtx, read, type WriteCtx, write } from '../../platform/context.ts'
import { randomPassword } from '../../platform/crypto.ts'
import type { Db } from '../../platform/db.ts'
import { loadSetting, saveSetting } from '../../platform/org-settings.ts'
import { refreshAllStatistics } from '../../platform/statistics.ts'
import { askForCredit } from './ask-for-credit.ts'
import { bringIndicators } from './bring-indicators.ts'
import { collectSome } from './collect-some.ts'
import { complainSome } from './complain-some.ts'
import { contestSome } from './contest-some.ts'
import { deliverSome } from './deliver-some.ts'
import { openDemoChannels, silently, tellRecentMornings } from './demo-channels.ts'
import { enterTwice } from './enter-twice.ts'
import { giveUpQuiet } from './give-up-quiet.ts'
import { goThroughLists } from './go-through-lists.ts'
import { handInAccounts } from './hand-in-accounts.ts'
import { insureSome } from './insure-some.ts'
import { keepBack } from './keep-back.ts'
import { keepViews } from './keep-views.ts'
import { leaveUntidy } from './leave-untidy.ts'
import { liveAlerts } from './live-alerts.ts'
import { loadCompany } from './load-company.ts'
import { findPeople, loadPeople, type People } from './load-people.ts'
import { lookUpSome } from './look-up-some.ts'
import { meetAndGive } from './meet-and-give.ts'
import { noteSomeObligations } from './note-obligations.ts'
import { placeOrders } from './place-orders.ts'
import { planCash } from './plan-cash.ts'
import { planEmergency } from './plan-emergency.ts'
import { priceQuotes } from './price-quotes.ts'
import { sellAbroad } from './sell-abroad.ts'
import { showFirstWeeks } from './show-first-weeks.ts'
import { takeBills } from './take-bills.ts'
import { takeOut } from './take-out.ts'
import { writeArticles } from './write-articles.ts'
import { writeDuties } from './write-duties.ts'
import { writeLessons } from './write-lessons.ts'
import { writeOffSome } from './write-off-some.ts'

export const DEMO_SLUG = 'demo'
const DEMO_NAME = '铭川精密（演示企业）'
export const DEMO_SEED = 'mingchuan'
/**
 * What the demo's organisation remembers: the day its history ends, and how far its creation has come, so
 * that one that was cut off goes on and nothing is acted out twice.
 */
const SETTING = 'demo'
const STAGES = ['begun', 'dressed', 'lived', 'done'] as const
type Progress = { today: Day; stage: (typeof STAGES)[number] }

/**
 * One account for each kind of work; the others of the company are there but cannot sign in with a
 * password.
 */
const ACCOUNTS = [
  BOSS,
  'shenguodong',
  'xujiahui',
  'liangwanting',
  'zhangshuqin',
  'yezhilan',
  'gulinfei',
  'renkaixuan',
  'shangmingli',
]

export type DemoAccount = { login: string; name: string; roles: Role[]; password: string }
/**
 * `accounts` and `link` (a one-time token for the boss) are filled on creation only: nothing can show them
 * again.
 */
export type DemoResult = { created: boolean; accounts: DemoAccount[]; link: string }

/**
 * Creates the demo company unless it is there, with a history that ends on the day it is created. A
 * creation that was interrupted is completed with the same day, so that no code ever means two things.
 */
export async function ensureDemo(
  { db, key }: { db: Db; key: Buffer },
  say: (line: string) => void,
): Promise<DemoResult> {
  const now = systemClock.now()
  const existing = await findDemo(db)
  const progress = existing ? await read(db, { orgId: existing, now }, readProgress) : null
  if (progress?.stage === 'done') return { created: false, accounts: [], link: '' }
  const today = progress?.today ?? dayOf(now)
  say('正在生成演示企业（两年历史）… creating the demo company with two years of history …')
  const orgId = existing ?? (await openDemo(db, today, now))
  const { company, people } = await write(db, { orgId, now }, async (ctx) => ({
    company: await demoCompany(ctx, today),
    people: await findPeople(ctx),
  }))
  await loadCompany({ db, orgId, now, people, say }, company)
  /** Acts out what belongs to a stage together with the note that it was, unless it was before. */
  const reach = async (stage: Progress['stage'], act: (ctx: WriteCtx) => Promise<void>): Promise<void> => {
    if (STAGES.indexOf(progress?.stage ?? 'begun') >= STAGES.indexOf(stage)) return
    await write(db, { orgId, now: systemClock.now() }, async (ctx) => {
      await act(ctx)
      await saveSetting(ctx, SETTING, { today, stage } satisfies Progress)
    })
  }
  await reach('dressed', async (ctx) => {
    await bringIndicators(ctx, company, people)
    await contestSome(ctx, today)
    await collectSome(ctx, company, people)
    await openDemoChannels(ctx, key)
  })
  await refreshAllStatistics(db)
  await rateDue(db, { orgId, now: systemClock.now() })
  const evaluated = await evaluateOrg(db, { orgId, now: systemClock.now() })
  say(`预警 alerts over two years: ${evaluated.opened}`)
  await refreshAllStatistics(db)
  await reach('lived', (ctx) => silently(ctx, () => actOut(ctx, { company, people, today, say })))
  await placeOrders({ db, orgId, now: systemClock.now() }, company, people)
  await deliverSome({ db, orgId, now: systemClock.now() }, company, people)
  await tellRecentMornings({ db, key, orgId, now: systemClock.now() })
  await writeCheckup({ db, clock: systemClock }, { orgId })
  return write(db, { orgId, now: systemClock.now() }, async (ctx) => {
    await leaveUntidy(ctx, today)
    const accounts = await giveAccounts(ctx, company, people)
    const { token } = await createLink(ctx, people.get(BOSS)!)
    await saveSetting(ctx, SETTING, { today, stage: 'done' } satisfies Progress)
    return { created: true, accounts, link: token }
  })
}

type Play = { company: Company; people: People; today: Day; say: (line: string) => void }

/** What people did with it all: alerts handled, lessons written, credit asked for, quotes priced. */
async function actOut(ctx: WriteCtx, { company, people, today, say }: Play): Promise<void> {
  const life = { company, people, seed: DEMO_SEED }
  say(`有人处理过的预警 alerts somebody acted on: ${await liveAlerts(ctx, life)}`)
  say(`写了复盘 retrospectives: ${await writeLessons(ctx, life)}`)
  await giveUpQuiet(ctx, today)
  await enterTwice(ctx, company, people)
  await tendAlerts(ctx)
  await askForCredit(ctx, company, people)
  await meetAndGive(ctx, company, people)
  await noteSomeObligations(ctx)
  await keepBack(ctx)
  await priceQuotes(ctx, company, people)
  await writeOffSome(ctx, company, people)
  await takeBills(ctx, company, people)
  await planCash(ctx, company, people)
  await insureSome(ctx, company, people)
  await handInAccounts(ctx, company, people)
  await lookUpSome(ctx, company, people)
  await goThroughLists(ctx)
  await planEmergency(ctx, company, people)
  await writeDuties(ctx, company, people)
  await keepViews(ctx, company, people)
  await writeArticles(ctx, company, people)
  await showFirstWeeks(ctx, company, people)
  await complainSome(ctx, company, people)
  await sellAbroad(ctx, company, people)
  await takeOut(ctx, company, people)
}

/** The demo company as data, by the working calendar of the organisation. */
export async function demoCompany(ctx: ReadCtx, today: Day): Promise<Company> {
  return buildCompany({ seed: DEMO_SEED, today, calendar: await loadCalendar(ctx) })
}

export async function findDemo(db: Db): Promise<string | null> {
  const row = await db.selectFrom('org').select('id').where('is_demo', '=', true).executeTakeFirst()
  return row?.id ?? null
}

/**
 * The rules watch from two months into the history on: long enough to know what is usual, early enough
 * that every planted trouble crosses its line under their eyes.
 */
const WATCHED_AFTER_DAYS = 60

async function openDemo(db: Db, today: Day, now: number): Promise<string> {
  const created = await createOrg(db, { slug: DEMO_SLUG, name: DEMO_NAME, isDemo: true, now }, (ctx) =>
    furnishDemo(ctx, today),
  )
  return created.orgId
}

/**
 * Everything of the demo but its facts: pipeline, rules, people. Exported for the test of the
 * incidents.
 */
export async function furnishDemo(ctx: WriteCtx, today: Day): Promise<{ company: Company; people: People }> {
  const company = await demoCompany(ctx, today)
  await installPipeline(ctx)
  const people = await loadPeople(ctx, company)
  await installPack(ctx, startOfDay(addDays(company.start, WATCHED_AFTER_DAYS)))
  const tiers = [
    { fromFen: 0, rateBp: 80 },
    { fromFen: 15_000_000, rateBp: 120 },
    { fromFen: 30_000_000, rateBp: 160 },
  ]
  const rule = { tiers, lateDays: 60, lateBp: 5_000 }
  await saveSetting(ctx, 'commission', [{ from: monthOf(company.start), rule }])
  await saveSetting(ctx, 'scorecard', [{ from: monthOf(company.start), rule: USUAL_CARD }])
  await saveSetting(ctx, 'goLiveOn', company.start)
  await saveSetting(ctx, SETTING, { today, stage: 'begun' } satisfies Progress)
  return { company, people }
}

async function readProgress(ctx: ReadCtx): Promise<Progress | null> {
  const kept = (await loadSetting(ctx, SETTING)) as Progress | { today: Day; loaded: boolean } | null
  if (kept === null) return null
  // Demos made before the stages were kept say only whether they were complete.
  return 'stage' in kept ? kept : { today: kept.today, stage: kept.loaded ? 'done' : 'begun' }
}

async function giveAccounts(ctx: WriteCtx, company: Company, people: People): Promise<DemoAccount[]> {
  const staff = new Map(company.people.map((person) => [person.login, person]))
  const accounts: DemoAccount[] = []
  for (const login of ACCOUNTS) {
    const password = randomPassword()
    await setPassword(ctx, { userId: people.get(login)!, password, keepSessionId: null, current: null })
    const { name, roles } = staff.get(login)!
    accounts.push({ login, name, roles, password })
  }
  return accounts
}
