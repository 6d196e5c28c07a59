import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { getBriefPage } from '../api/brief.ts'
import { listCases } from '../api/cases.ts'
import { readCash } from '../api/cash.ts'
import { listComplaints } from '../api/complaints.ts'
import { getDuties } from '../api/duties.ts'
import { getEmergency, getRun } from '../api/emergency.ts'
import { getHealth } from '../api/health.ts'
import { listIndicators } from '../api/indicators.ts'
import { getArticle, listArticles } from '../api/knowledge.ts'
import { getMeeting, listMeetings } from '../api/meetings.ts'
import { listOnboarding } from '../api/onboarding.ts'
import { listDefects, qualityOverview } from '../api/quality.ts'
import { getScorecards } from '../api/scores.ts'
import { getTask, listTasks } from '../api/tasks.ts'
import { getTeamBoard } from '../api/team.ts'
import { fromUrl } from './api.ts'
import { bring } from './bring.ts'
import { briefQuery } from './pages/brief/queries.ts'
import { casesQuery } from './pages/cases/queries.ts'
import { cashQuery } from './pages/cash/queries.ts'
import { complaintsQuery } from './pages/complaints/queries.ts'
import { articlesQuery } from './pages/knowledge/queries.ts'
import { onboardingQuery } from './pages/onboarding/queries.ts'
import { defectsQuery, overviewQuery } from './pages/quality/queries.ts'
import { tasksQuery } from './pages/tasks/queries.ts'
import { app } from './routes-base.tsx'
import type { UrlValues } from './ui/url.tsx'

const brief = createRoute({
  getParentRoute: () => app,
  path: '/brief',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, getBriefPage, { query: briefQuery(deps.asOf) }),
  component: lazyRouteComponent(() => import('./pages/brief/brief-page.tsx'), 'BriefPage'),
})

const team = createRoute({
  getParentRoute: () => app,
  path: '/team',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, getTeamBoard, { query: briefQuery(deps.asOf) }),
  component: lazyRouteComponent(() => import('./pages/team/team-page.tsx'), 'TeamPage'),
})

const duties = createRoute({
  getParentRoute: () => app,
  path: '/responsibilities',
  loader: ({ context: { client } }) => bring(client, getDuties),
  component: lazyRouteComponent(() => import('./pages/duties/duties-page.tsx'), 'DutiesPage'),
})

const scores = createRoute({
  getParentRoute: () => app,
  path: '/scorecards',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) =>
    bring(client, getScorecards, { query: fromUrl(getScorecards, deps) }),
  component: lazyRouteComponent(() => import('./pages/scores/scores-page.tsx'), 'ScoresPage'),
})

const tasks = createRoute({
  getParentRoute: () => app,
  path: '/tasks',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, listTasks, { query: tasksQuery(deps) }),
  component: lazyRouteComponent(() => import('./pages/tasks/tasks-page.tsx'), 'TasksPage'),
})

const task = createRoute({
  getParentRoute: () => app,
  path: '/tasks/$id',
  loader: ({ context: { client }, params }) => bring(client, getTask, { params }),
  component: lazyRouteComponent(() => import('./pages/tasks/task-page.tsx'), 'TaskPage'),
})

const meetings = createRoute({
  getParentRoute: () => app,
  path: '/meetings',
  loader: ({ context: { client } }) => bring(client, listMeetings),
  component: lazyRouteComponent(() => import('./pages/meetings/meetings-page.tsx'), 'MeetingsPage'),
})

const meeting = createRoute({
  getParentRoute: () => app,
  path: '/meetings/$id',
  loader: ({ context: { client }, params }) => bring(client, getMeeting, { params }),
  component: lazyRouteComponent(() => import('./pages/meetings/meeting-page.tsx'), 'MeetingPage'),
})

const cases = createRoute({
  getParentRoute: () => app,
  path: '/cases',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, listCases, { query: casesQuery(deps) }),
  component: lazyRouteComponent(() => import('./pages/cases/cases-page.tsx'), 'CasesPage'),
})

const emergency = createRoute({
  getParentRoute: () => app,
  path: '/emergency',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) =>
    bring(client, getEmergency, { query: fromUrl(getEmergency, deps) }),
  component: lazyRouteComponent(() => import('./pages/emergency/emergency-page.tsx'), 'EmergencyPage'),
})

const emergencyRun = createRoute({
  getParentRoute: () => app,
  path: '/emergency/$id',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, params, deps }) =>
    bring(client, getRun, { params, query: fromUrl(getRun, deps) }),
  component: lazyRouteComponent(() => import('./pages/emergency/run-page.tsx'), 'RunPage'),
})

const knowledge = createRoute({
  getParentRoute: () => app,
  path: '/knowledge',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, listArticles, { query: articlesQuery(deps) }),
  component: lazyRouteComponent(() => import('./pages/knowledge/knowledge-page.tsx'), 'KnowledgePage'),
})

const article = createRoute({
  getParentRoute: () => app,
  path: '/knowledge/$id',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, params, deps }) =>
    bring(client, getArticle, { params, query: fromUrl(getArticle, deps) }),
  component: lazyRouteComponent(() => import('./pages/knowledge/article-page.tsx'), 'ArticlePage'),
})

const onboarding = createRoute({
  getParentRoute: () => app,
  path: '/onboarding',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, listOnboarding, { query: onboardingQuery(deps) }),
  component: lazyRouteComponent(() => import('./pages/onboarding/onboarding-page.tsx'), 'OnboardingPage'),
})

const complaints = createRoute({
  getParentRoute: () => app,
  path: '/complaints',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, listComplaints, { query: complaintsQuery(deps) }),
  component: lazyRouteComponent(() => import('./pages/complaints/complaints-page.tsx'), 'ComplaintsPage'),
})

const health = createRoute({
  getParentRoute: () => app,
  path: '/health',
  loader: ({ context: { client } }) => bring(client, getHealth),
  component: lazyRouteComponent(() => import('./pages/health/health-page.tsx'), 'HealthPage'),
})

const quality = createRoute({
  getParentRoute: () => app,
  path: '/quality',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) =>
    Promise.all([
      bring(client, qualityOverview, { query: overviewQuery(deps) }),
      bring(client, listDefects, { query: defectsQuery(deps) }),
    ]),
  component: lazyRouteComponent(() => import('./pages/quality/quality-page.tsx'), 'QualityPage'),
})

/** What is on a desk every day beside the workbench. */
const indicators = createRoute({
  getParentRoute: () => app,
  path: '/indicators',
  loaderDeps: ({ search }) => ({ asOf: (search as UrlValues).asOf }),
  loader: ({ context: { client }, deps: { asOf } }) =>
    bring(client, listIndicators, { query: asOf ? { asOf } : {} }),
  component: lazyRouteComponent(() => import('./pages/indicators/indicators-page.tsx'), 'IndicatorsPage'),
})

const cash = createRoute({
  getParentRoute: () => app,
  path: '/cash',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, readCash, { query: cashQuery(deps) }),
  component: lazyRouteComponent(() => import('./pages/cash/cash-page.tsx'), 'CashPage'),
})

const figures = createRoute({
  getParentRoute: () => app,
  path: '/figures',
  component: lazyRouteComponent(() => import('./pages/figures/figures-page.tsx'), 'FiguresPage'),
})

const comparison = createRoute({
  getParentRoute: () => app,
  path: '/figures/compare',
  component: lazyRouteComponent(() => import('./pages/figures/compare-page.tsx'), 'ComparePage'),
})

export const deskRoutes = [
  cash,
  figures,
  comparison,
  indicators,
  brief,
  team,
  duties,
  scores,
  tasks,
  task,
  meetings,
  meeting,
  cases,
  emergency,
  emergencyRun,
  knowledge,
  article,
  quality,
  onboarding,
  complaints,
  health,
]
