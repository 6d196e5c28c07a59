/** Every address of the product; pages never write one by hand. */
export const paths = {
  signIn: (next?: string) => withQuery('/sign-in', { next }),
  setup: () => '/setup',
  workbench: () => '/',
  brief: () => '/brief',
  team: () => '/team',
  duties: () => '/responsibilities',
  scores: (query: Query = {}) => withQuery('/scorecards', query),
  start: () => '/start',
  meetings: () => '/meetings',
  meeting: (id: string) => `/meetings/${id}`,
  tasks: (query: Query = {}) => withQuery('/tasks', query),
  task: (id: string) => `/tasks/${id}`,
  alerts: (query: Query = {}) => withQuery('/alerts', query),
  alert: (id: string) => `/alerts/${id}`,
  alertTeam: (id: string) => `/alerts/${id}/team`,
  rules: () => '/rules',
  rule: (code: string) => `/rules#rule-${code}`,
  misses: (query: Query = {}) => withQuery('/rules/misses', query),
  ruleReview: (query: Query = {}) => withQuery('/rules/review', query),
  cases: (query: Query = {}) => withQuery('/cases', query),
  emergency: () => '/emergency',
  emergencyRun: (id: string) => `/emergency/${id}`,
  onboarding: (query: Query = {}) => withQuery('/onboarding', query),
  knowledge: (query: Query = {}) => withQuery('/knowledge', query),
  article: (id: string, query: Query = {}) => withQuery(`/knowledge/${id}`, query),
  newRule: (query: Query = {}) => withQuery('/rules/new', query),
  editRule: (code: string) => `/rules/${code}/edit`,
  customers: (query: Query = {}) => withQuery('/customers', query),
  pool: () => '/pool',
  duplicates: (query: Query = {}) => withQuery('/duplicates', query),
  merge: (keep: string, other: string) => withQuery('/duplicates/merge', { keep, other }),
  customer: (id: string, query: Query = {}) => withQuery(`/customers/${id}`, query),
  complaints: (query: Query = {}) => withQuery('/complaints', query),
  deals: (query: Query = {}) => withQuery('/deals', query),
  deal: (id: string) => `/deals/${id}`,
  quotes: (query: Query = {}) => withQuery('/quotes', query),
  quote: (id: string) => `/quotes/${id}`,
  prices: (query: Query = {}) => withQuery('/prices', query),
  rates: (query: Query = {}) => withQuery('/rates', query),
  orders: (query: Query = {}) => withQuery('/orders', query),
  order: (id: string) => `/orders/${id}`,
  notes: (query: Query = {}) => withQuery('/delivery-notes', query),
  note: (id: string) => `/delivery-notes/${id}`,
  allowances: (query: Query = {}) => withQuery('/allowances', query),
  reconcile: (customerId: string) => `/reconciliation/${customerId}`,
  contracts: (query: Query = {}) => withQuery('/contracts', query),
  contract: (id: string) => `/contracts/${id}`,
  templates: () => '/contract-templates',
  credit: () => '/credit',
  termPolicy: (query: Query = {}) => withQuery('/credit/terms', query),
  creditWhatIf: (query: Query = {}) => withQuery('/credit/what-if', query),
  cash: (query: Query = {}) => withQuery('/cash', query),
  figures: (query: Query = {}) => withQuery('/figures', query),
  comparison: (query: Query = {}) => withQuery('/figures/compare', query),
  indicators: (query: Query = {}) => withQuery('/indicators', query),
  receivables: (query: Query = {}) => withQuery('/receivables', query),
  statement: (customerId: string) => `/receivables/statements/${customerId}`,
  imports: () => '/imports',
  import: (id: string) => `/imports/${id}`,
  checkUp: (query: Query = {}) => withQuery('/check-up', query),
  approvals: (query: Query = {}) => withQuery('/approvals', query),
  approval: (id: string) => `/approvals/${id}`,
  quality: (query: Query = {}) => withQuery('/quality', query),
  exports: (query: Query = {}) => withQuery('/exports', query),
  outbox: (query: Query = {}) => withQuery('/outbox', query),
  settings: (area?: string) => (area ? `/settings/${area}` : '/settings'),
  handover: (id: string, query: Query = {}) => withQuery(`/handovers/${id}`, query),
  health: () => '/health',
  me: () => '/me',
} as const

type Query = Record<string, string | number | undefined>

/** Pages that can be looked at as of a past day; the day travels along between them and nowhere else. */
const LOOKING_BACK = [
  '/alerts',
  '/brief',
  '/team',
  '/scorecards',
  '/customers',
  '/deals',
  '/receivables',
  '/cash',
  '/indicators',
  '/figures',
  '/quality',
  '/emergency',
]

export function canLookBack(pathname: string): boolean {
  return LOOKING_BACK.some((prefix) => pathname === prefix || pathname.startsWith(`${prefix}/`))
}

/** Carries the day that is being looked at over to `href`, where that page knows what to do with it. */
export function keepAsOf(href: string, asOf: string | undefined): string {
  const [path = '', query] = href.split('?')
  if (asOf === undefined || !canLookBack(path) || query?.includes('asOf=')) return href
  return `${href}${query === undefined ? '?' : '&'}asOf=${asOf}`
}

function withQuery(path: string, query: Query): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return text ? `${path}?${text}` : path
}
