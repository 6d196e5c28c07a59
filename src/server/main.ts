import { DOORS, EFFECTS, OWN_AMOUNTS } from './doors.ts'
import { createHttp, serveWeb } from './http.ts'
import type { Installation } from './installation.ts'
import { approvalsRoutes } from './modules/approvals/index.ts'
import { backtestRoutes } from './modules/backtest/index.ts'
import { briefRoutes } from './modules/brief/index.ts'
import { casesRoutes } from './modules/cases/index.ts'
import { cashRoutes } from './modules/cash/index.ts'
import { checkupRoutes } from './modules/checkup/index.ts'
import { commissionRoutes } from './modules/commission/index.ts'
import { complaintsRoutes } from './modules/complaints/index.ts'
import { contractsRoutes } from './modules/contracts/index.ts'
import { creditRoutes, requireMergeRelease } from './modules/credit/index.ts'
import { customFieldsRoutes } from './modules/custom-fields/index.ts'
import { customerMailRoutes } from './modules/customer-mail/index.ts'
import { customersRoutes } from './modules/customers/index.ts'
import { dataQualityRoutes } from './modules/data-quality/index.ts'
import { dealsRoutes } from './modules/deals/index.ts'
import { dunningRoutes } from './modules/dunning/index.ts'
import { dutiesRoutes } from './modules/duties/index.ts'
import { emergencyRoutes } from './modules/emergency/index.ts'
import { exportsRoutes } from './modules/exports/index.ts'
import { filesRoutes } from './modules/files/index.ts'
import { goodsRoutes } from './modules/goods/index.ts'
import { handoverRoutes } from './modules/handover/index.ts'
import { historyRoutes } from './modules/history/index.ts'
import { identityRoutes } from './modules/identity/index.ts'
import { importsRoutes } from './modules/imports/index.ts'
import { indicatorsRoutes } from './modules/indicators/index.ts'
import { knowledgeRoutes } from './modules/knowledge/index.ts'
import { listsRoutes } from './modules/lists/index.ts'
import { meetingsRoutes } from './modules/meetings/index.ts'
import { notifyRoutes } from './modules/notify/index.ts'
import { numbersRoutes } from './modules/numbers/index.ts'
import { onboardingRoutes } from './modules/onboarding/index.ts'
import { ordersRoutes } from './modules/orders/index.ts'
import { periodsRoutes } from './modules/periods/index.ts'
import { pricesRoutes } from './modules/prices/index.ts'
import { quotesRoutes } from './modules/quotes/index.ts'
import { ratesRoutes } from './modules/rates/index.ts'
import { receivablesRoutes } from './modules/receivables/index.ts'
import { registerRoutes } from './modules/register/index.ts'
import { reviewsRoutes } from './modules/reviews/index.ts'
import { scoresRoutes } from './modules/scores/index.ts'
import { setupRoutes } from './modules/setup/index.ts'
import { signingRoutes } from './modules/signing/index.ts'
import { targetsRoutes } from './modules/targets/index.ts'
import { tasksRoutes } from './modules/tasks/index.ts'
import { teamRoutes } from './modules/team/index.ts'
import { watchRoutes } from './modules/watch/index.ts'
import { type WatchState, watchdogRoutes } from './modules/watchdog/index.ts'
import { workbenchRoutes } from './modules/workbench/index.ts'
import { type Clock, systemClock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { platformRoutes } from './platform/health.ts'
import type { Logger } from './platform/log.ts'
import type { App } from './platform/serve.ts'

/** `watch`: what the watchdog beside the pages found last. */
type Around = { clock?: Clock; watch?: () => WatchState | null }

/** The composition root of the HTTP side: every module's routes on one shell. Not listening yet. */
export async function createApp(
  installation: Pick<Installation, 'db' | 'key' | 'pool' | 'connection'>,
  config: Config,
  log: Logger,
  { clock = systemClock, watch = () => null }: Around = {},
): Promise<App> {
  const http = await createHttp(log)
  const app: App = { http, db: installation.db, clock, config, log, key: installation.key, routes: [] }
  identityRoutes(app)
  setupRoutes(app)
  approvalsRoutes(app, EFFECTS, OWN_AMOUNTS)
  filesRoutes(app, DOORS)
  tasksRoutes(app, DOORS)
  customFieldsRoutes(app)
  listsRoutes(app)
  exportsRoutes(app)
  customersRoutes(app, requireMergeRelease)
  customerMailRoutes(app)
  complaintsRoutes(app)
  dealsRoutes(app)
  pricesRoutes(app)
  ratesRoutes(app)
  quotesRoutes(app)
  ordersRoutes(app)
  goodsRoutes(app)
  numbersRoutes(app)
  contractsRoutes(app)
  signingRoutes(app)
  registerRoutes(app)
  receivablesRoutes(app)
  cashRoutes(app)
  indicatorsRoutes(app)
  creditRoutes(app)
  targetsRoutes(app)
  watchRoutes(app)
  backtestRoutes(app)
  casesRoutes(app)
  knowledgeRoutes(app)
  onboardingRoutes(app)
  dunningRoutes(app)
  emergencyRoutes(app)
  reviewsRoutes(app)
  notifyRoutes(app, installation)
  importsRoutes(app)
  checkupRoutes(app)
  handoverRoutes(app)
  historyRoutes(app, DOORS)
  dataQualityRoutes(app)
  briefRoutes(app)
  teamRoutes(app)
  periodsRoutes(app)
  dutiesRoutes(app)
  scoresRoutes(app)
  commissionRoutes(app)
  meetingsRoutes(app)
  workbenchRoutes(app)
  watchdogRoutes(app)
  platformRoutes(app, watch)
  await serveWeb(http)
  return app
}
