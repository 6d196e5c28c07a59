import type { QueryClient } from '@tanstack/react-query'
import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { getAlertGroup } from '../api/alert-groups.ts'
import { getAlert, listAlerts } from '../api/alerts.ts'
import { getApproval, listApprovals } from '../api/approvals.ts'
import { getCheckup } from '../api/checkup.ts'
import { getCustomer, listCustomers } from '../api/customers.ts'
import { getDeal } from '../api/deals.ts'
import { listExports } from '../api/exports.ts'
import { getHandover, listHandoverItems } from '../api/handovers.ts'
import { listImports } from '../api/imports.ts'
import { listDuplicates, previewMerge } from '../api/merges.ts'
import { getMisses } from '../api/misses.ts'
import { getNoticeSettings, listOutbox } from '../api/notify.ts'
import { listPool } from '../api/pool.ts'
import { ageing, customerStatement } from '../api/receivables.ts'
import { listRuleReviews } from '../api/rule-reviews.ts'
import { listRuleTemplates } from '../api/rule-templates.ts'
import { getRule, listRules } from '../api/rules.ts'
import { listSessions, signInState } from '../api/session.ts'
import { getFirstSteps, listPipelines } from '../api/settings.ts'
import { fromUrl, queryOf } from './api.ts'
import { bring, bringAll } from './bring.ts'
import { customersQuery, mergeQuery, poolQuery } from './pages/customers/queries.ts'
import { bringDeals } from './pages/deals/bring-deals.ts'
import { exportsQuery } from './pages/exports/queries.ts'
import { itemsQuery } from './pages/handovers/queries.ts'
import { importsQuery } from './pages/import/queries.ts'
import { ageingQuery, statementQuery } from './pages/receivables/queries.ts'
import { areaOf, areasFor, bringsOf } from './pages/settings/areas.ts'
import { chooseView, needsOf } from './pages/workbench/views.ts'
import { paths } from './paths.ts'
import { app, root } from './routes-base.tsx'
import { deskRoutes } from './routes-desk.tsx'
import { documentRoutes } from './routes-documents.tsx'
import { sessionQuery } from './session.tsx'
import { PageError, PageMissing, PagePending } from './shell/page-states.tsx'
import type { UrlValues } from './ui/url.tsx'

/**
 * The map of the product. Every page names the data it starts with: its loader brings them, so that pages
 * have no loading branches. Filters in the URL carry the names of the API's own query, hence `fromUrl`.
 */
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  loader: async ({ context }) => {
    const state = await context.client.ensureQueryData(queryOf(signInState))
    if (state.setupNeeded) throw redirect({ href: paths.setup() })
  },
  component: lazyRouteComponent(() => import('./pages/sign-in/sign-in-page.tsx'), 'SignInPage'),
})

const link = createRoute({
  getParentRoute: () => root,
  path: '/link',
  component: lazyRouteComponent(() => import('./pages/sign-in/link-page.tsx'), 'LinkPage'),
})

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./pages/sign-in/setup-page.tsx'), 'SetupPage'),
})

const workbench = createRoute({
  getParentRoute: () => app,
  path: '/',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: async ({ context: { client }, deps }) => {
    const { user, today } = await client.ensureQueryData(sessionQuery)
    await bringAll(client, needsOf(chooseView(user.roles, deps.as), today))
  },
  component: lazyRouteComponent(() => import('./pages/workbench/workbench-page.tsx'), 'WorkbenchPage'),
})

const alerts = createRoute({
  getParentRoute: () => app,
  path: '/alerts',
  loaderDeps: ({ search }) => search,
  loader: ({ context: { client }, deps }) => bring(client, listAlerts, { query: fromUrl(listAlerts, deps) }),
  component: lazyRouteComponent(() => import('./pages/alerts/alerts-page.tsx'), 'AlertsPage'),
})

const alert = createRoute({
  getParentRoute: () => app,
  path: '/alerts/$id',
  loaderDeps: ({ search }) => search,
  loader: ({ context: { client }, params, deps }) =>
    bring(client, getAlert, { params, query: fromUrl(getAlert, deps) }),
  component: lazyRouteComponent(() => import('./pages/alerts/alert-page.tsx'), 'AlertPage'),
})

const alertTeam = createRoute({
  getParentRoute: () => app,
  path: '/alerts/$id/team',
  loader: ({ context: { client }, params }) => bring(client, getAlertGroup, { params }),
  component: lazyRouteComponent(() => import('./pages/alerts/team-matter-page.tsx'), 'TeamMatterPage'),
})

const rules = createRoute({
  getParentRoute: () => app,
  path: '/rules',
  loader: ({ context: { client } }) => bring(client, listRules),
  component: lazyRouteComponent(() => import('./pages/rules/rules-page.tsx'), 'RulesPage'),
})

const ruleReview = createRoute({
  getParentRoute: () => app,
  path: '/rules/review',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) =>
    bring(client, listRuleReviews, { query: fromUrl(listRuleReviews, deps) }),
  component: lazyRouteComponent(() => import('./pages/rules/review-page.tsx'), 'RuleReviewPage'),
})

const misses = createRoute({
  getParentRoute: () => app,
  path: '/rules/misses',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, getMisses, { query: fromUrl(getMisses, deps) }),
  component: lazyRouteComponent(() => import('./pages/rules/misses-page.tsx'), 'MissesPage'),
})

const newRule = createRoute({
  getParentRoute: () => app,
  path: '/rules/new',
  loader: ({ context: { client } }) =>
    bringAll(client, [
      [listRules, {}],
      [listRuleTemplates, {}],
    ]),
  component: lazyRouteComponent(() => import('./pages/rules/rule-editor-page.tsx'), 'NewRulePage'),
})

const editRule = createRoute({
  getParentRoute: () => app,
  path: '/rules/$code/edit',
  loader: ({ context: { client }, params }) => bring(client, getRule, { params }),
  component: lazyRouteComponent(() => import('./pages/rules/rule-editor-page.tsx'), 'RuleEditorPage'),
})

const exportsLog = createRoute({
  getParentRoute: () => app,
  path: '/exports',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, listExports, { query: exportsQuery(deps) }),
  component: lazyRouteComponent(() => import('./pages/exports/exports-page.tsx'), 'ExportsPage'),
})

const outbox = createRoute({
  getParentRoute: () => app,
  path: '/outbox',
  loaderDeps: ({ search }) => search,
  loader: ({ context: { client }, deps }) => bring(client, listOutbox, { query: fromUrl(listOutbox, deps) }),
  component: lazyRouteComponent(() => import('./pages/outbox/outbox-page.tsx'), 'OutboxPage'),
})

const me = createRoute({
  getParentRoute: () => app,
  path: '/me',
  loader: ({ context: { client } }) =>
    Promise.all([bring(client, listSessions), bring(client, getNoticeSettings)]),
  component: lazyRouteComponent(() => import('./pages/me/me-page.tsx'), 'MePage'),
})

const customers = createRoute({
  getParentRoute: () => app,
  path: '/customers',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, listCustomers, { query: customersQuery(deps) }),
  component: lazyRouteComponent(() => import('./pages/customers/customers-page.tsx'), 'CustomersPage'),
})

const duplicates = createRoute({
  getParentRoute: () => app,
  path: '/duplicates',
  loader: ({ context: { client } }) => bring(client, listDuplicates),
  component: lazyRouteComponent(() => import('./pages/customers/duplicates-page.tsx'), 'DuplicatesPage'),
})

const merge = createRoute({
  getParentRoute: () => app,
  path: '/duplicates/merge',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, previewMerge, mergeQuery(deps)),
  component: lazyRouteComponent(() => import('./pages/customers/merge-page.tsx'), 'MergePage'),
})

const pool = createRoute({
  getParentRoute: () => app,
  path: '/pool',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, listPool, { query: poolQuery(deps) }),
  component: lazyRouteComponent(() => import('./pages/customers/pool-page.tsx'), 'PoolPage'),
})

const customer = createRoute({
  getParentRoute: () => app,
  path: '/customers/$id',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, params, deps }) =>
    bring(client, getCustomer, { params, query: fromUrl(getCustomer, deps) }),
  component: lazyRouteComponent(() => import('./pages/customers/customer-page.tsx'), 'CustomerPage'),
})

const deals = createRoute({
  getParentRoute: () => app,
  path: '/deals',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bringDeals(client, deps),
  component: lazyRouteComponent(() => import('./pages/deals/deals-page.tsx'), 'DealsPage'),
})

const deal = createRoute({
  getParentRoute: () => app,
  path: '/deals/$id',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, params, deps }) =>
    bring(client, getDeal, { params, query: fromUrl(getDeal, deps) }),
  component: lazyRouteComponent(() => import('./pages/deals/deal-page.tsx'), 'DealPage'),
})

const receivables = createRoute({
  getParentRoute: () => app,
  path: '/receivables',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, ageing, { query: ageingQuery(deps) }),
  component: lazyRouteComponent(() => import('./pages/receivables/receivables-page.tsx'), 'ReceivablesPage'),
})

const statement = createRoute({
  getParentRoute: () => app,
  path: '/receivables/statements/$id',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, params, deps }) =>
    bring(client, customerStatement, { params, query: statementQuery(deps) }),
  component: lazyRouteComponent(() => import('./pages/receivables/statement-page.tsx'), 'StatementPage'),
})

const imports = createRoute({
  getParentRoute: () => app,
  path: '/imports',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, listImports, { query: importsQuery(deps) }),
  component: lazyRouteComponent(() => import('./pages/import/imports-page.tsx'), 'ImportsPage'),
})

const importOne = createRoute({
  getParentRoute: () => app,
  path: '/imports/$id',
  component: lazyRouteComponent(() => import('./pages/import/import-page.tsx'), 'ImportPage'),
})

const checkUp = createRoute({
  getParentRoute: () => app,
  path: '/check-up',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, getCheckup, { query: fromUrl(getCheckup, deps) }),
  component: lazyRouteComponent(() => import('./pages/import/check-up-page.tsx'), 'CheckUpPage'),
})

const start = createRoute({
  getParentRoute: () => app,
  path: '/start',
  loader: ({ context: { client } }) =>
    Promise.all([bring(client, getFirstSteps), bring(client, listPipelines)]),
  component: lazyRouteComponent(() => import('./pages/start/start-page.tsx'), 'StartPage'),
})

const approvals = createRoute({
  getParentRoute: () => app,
  path: '/approvals',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) =>
    bring(client, listApprovals, { query: fromUrl(listApprovals, deps) }),
  component: lazyRouteComponent(() => import('./pages/approvals/approvals-page.tsx'), 'ApprovalsPage'),
})

const approval = createRoute({
  getParentRoute: () => app,
  path: '/approvals/$id',
  loader: ({ context: { client }, params }) => bring(client, getApproval, { params }),
  component: lazyRouteComponent(() => import('./pages/approvals/approval-page.tsx'), 'ApprovalPage'),
})

const handover = createRoute({
  getParentRoute: () => app,
  path: '/handovers/$id',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: async ({ context: { client }, params, deps }) => {
    const { can } = await client.ensureQueryData({
      ...queryOf(getHandover, { params }),
      revalidateIfStale: true,
    })
    if (can.items === true) await bring(client, listHandoverItems, { params, query: itemsQuery(deps) })
  },
  component: lazyRouteComponent(() => import('./pages/handovers/handover-page.tsx'), 'HandoverPage'),
})

const settings = createRoute({
  getParentRoute: () => app,
  path: '/settings/{-$area}',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: async ({ context: { client }, params, deps }) => {
    const { user, today } = await client.ensureQueryData(sessionQuery)
    const open = areasFor((permission) => user.permissions.includes(permission))
    await bringAll(client, bringsOf(areaOf(params.area, open), deps, today))
  },
  component: lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
})

const business = [
  ...documentRoutes,
  customers,
  pool,
  duplicates,
  merge,
  customer,
  deals,
  deal,
  receivables,
  statement,
  imports,
  importOne,
  checkUp,
  start,
  approvals,
  approval,
  handover,
  settings,
]

const tree = root.addChildren([
  signIn,
  link,
  setup,
  app.addChildren([
    workbench,
    ...deskRoutes,
    alerts,
    alertTeam,
    alert,
    rules,
    ruleReview,
    misses,
    newRule,
    editRule,
    exportsLog,
    outbox,
    me,
    ...business,
  ]),
])

export function newRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: 'intent',
    defaultPendingComponent: PagePending,
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: PageMissing,
    defaultPendingMs: 300,
    defaultStructuralSharing: true,
    scrollRestoration: true,
    scrollToTopSelectors: ['.bw-shell-scroll'],
    // The URL holds plain text under the API's own names: readable, typable, and safe for names that are
    // digits.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const kept = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
      const text = new URLSearchParams(kept.map(([name, value]) => [name, String(value)])).toString()
      return text ? `?${text}` : ''
    },
  })
}
