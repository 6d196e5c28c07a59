/**
 * What a role may do, and how far it may see. Roles add up (one person wears several hats); a role nobody
 * holds falls to the boss. The table is data so that the permission matrix test and the page read the same
 * truth.
 */
export const ROLES = ['rep', 'assistant', 'manager', 'finance', 'legal', 'boss', 'admin', 'auditor'] as const
export type Role = (typeof ROLES)[number]

export const PERMISSIONS = [
  'customer.read',
  'customer.write',
  'customer.assign',
  'deal.read',
  'deal.write',
  'activity.write',
  'quote.read',
  'quote.write',
  'price.read',
  'price.write',
  'rate.write',
  'margin.read',
  'order.read',
  'order.write',
  'contract.read',
  'contract.write',
  'contract.approve',
  'template.write',
  'credit.read',
  'credit.write',
  'credit.decide',
  'credit.policy',
  'receivable.read',
  'receivable.write',
  'receivable.note',
  'hold.write',
  'close.read',
  'cash.read',
  'cash.write',
  'target.read',
  'target.write',
  'score.read',
  'import.run',
  'export.run',
  'alert.read',
  'alert.handle',
  'alert.assign',
  'rule.read',
  'rule.write',
  'metric.read',
  'indicator.write',
  'outbox.read',
  'channel.write',
  'person.read',
  'person.write',
  'setting.read',
  'setting.write',
  'audit.read',
  'approval.read',
  'approval.act',
  'approval.audit',
  'flow.read',
  'flow.write',
  'authority.write',
  'task.read',
  'task.write',
  'file.read',
  'file.write',
  'article.read',
  'article.write',
  'article.publish',
  'quality.read',
  'quality.mend',
  'quality.run',
] as const
export type Permission = (typeof PERMISSIONS)[number]

/** How far a person sees: own records, the team (department), the department subtree, everything. */
export type Scope = 'own' | 'team' | 'subtree' | 'all'
const SCOPE_ORDER: readonly Scope[] = ['own', 'team', 'subtree', 'all']

const READ_BUSINESS: readonly Permission[] = [
  'customer.read',
  'deal.read',
  'quote.read',
  'price.read',
  'order.read',
  'contract.read',
  'credit.read',
  'receivable.read',
  'target.read',
  'alert.read',
  'metric.read',
  'person.read',
]

/** What everybody who works here may do with requests, tasks and files, about records they may see. */
const TOGETHER: readonly Permission[] = [
  'approval.read',
  'approval.act',
  'flow.read',
  'task.read',
  'task.write',
  'file.read',
  'file.write',
  'article.read',
  'article.write',
  'quality.read',
]

const SELL: readonly Permission[] = [
  ...READ_BUSINESS,
  ...TOGETHER,
  'customer.write',
  'deal.write',
  'activity.write',
  'quote.write',
  'order.write',
  'contract.write',
  'credit.write',
  'receivable.note',
  'alert.handle',
  'quality.mend',
]

const GRANTS: Record<Role, readonly Permission[]> = {
  // Everybody who is judged sees their own card; whoever leads people sees theirs.
  rep: [...SELL, 'score.read'],
  assistant: [...SELL, 'import.run', 'indicator.write', 'article.publish'],
  manager: [
    ...SELL,
    'score.read',
    'customer.assign',
    'credit.decide',
    'hold.write',
    'alert.assign',
    'rule.read',
    'rule.write',
    'indicator.write',
    'target.write',
    'export.run',
    'outbox.read',
    'import.run',
    'margin.read',
    'contract.approve',
    'article.publish',
    'quality.run',
  ],
  // Whoever keeps the books keeps the prices too, and sells nothing by them.
  finance: [
    ...READ_BUSINESS,
    ...TOGETHER,
    'credit.write',
    'credit.decide',
    'price.write',
    'rate.write',
    'margin.read',
    'credit.policy',
    'receivable.write',
    'receivable.note',
    'hold.write',
    'close.read',
    'cash.read',
    'cash.write',
    'alert.handle',
    'import.run',
    'export.run',
    'rule.read',
    'indicator.write',
    'outbox.read',
    'article.publish',
    'quality.mend',
    'quality.run',
  ],
  // Legal decides in the flow; whose authority reaches an amount is the matrix's to say.
  legal: [
    ...READ_BUSINESS,
    ...TOGETHER,
    'contract.write',
    'template.write',
    'hold.write',
    'alert.handle',
    'rule.read',
    'article.publish',
  ],
  boss: PERMISSIONS,
  admin: [
    ...TOGETHER,
    'rate.write',
    'flow.write',
    'person.read',
    'person.write',
    'setting.read',
    'setting.write',
    'channel.write',
    'rule.read',
    'rule.write',
    'outbox.read',
    'import.run',
    'article.publish',
    'quality.run',
  ],
  auditor: [
    ...READ_BUSINESS,
    'margin.read',
    'approval.read',
    'approval.audit',
    'close.read',
    'cash.read',
    'flow.read',
    'task.read',
    'file.read',
    'article.read',
    'quality.read',
    'rule.read',
    'outbox.read',
    'setting.read',
    'audit.read',
    'score.read',
    'export.run',
  ],
}

const SCOPES: Record<Role, Scope> = {
  rep: 'own',
  // An assistant sits in the sales department and keeps the books of the teams below it.
  assistant: 'subtree',
  manager: 'subtree',
  finance: 'all',
  legal: 'all',
  boss: 'all',
  admin: 'own',
  auditor: 'all',
}

export function permissionsOf(roles: readonly Role[]): ReadonlySet<Permission> {
  return new Set(roles.flatMap((role) => GRANTS[role]))
}

export function may(roles: readonly Role[], permission: Permission): boolean {
  return roles.some((role) => GRANTS[role].includes(permission))
}

/**
 * The widest scope among the roles that grant this permission: a manager who is also an auditor may read
 * everything, yet writes only within the own subtree.
 */
export function scopeFor(roles: readonly Role[], permission: Permission): Scope | null {
  let widest = -1
  for (const role of roles) {
    if (GRANTS[role].includes(permission)) widest = Math.max(widest, SCOPE_ORDER.indexOf(SCOPES[role]))
  }
  return SCOPE_ORDER[widest] ?? null
}

/** Whether someone sees all customers, money and deals: reports about the whole company are for them only. */
export function seesWholeCompany(roles: readonly Role[]): boolean {
  return (['customer.read', 'receivable.read', 'deal.read'] as const).every(
    (permission) => scopeFor(roles, permission) === 'all',
  )
}

type Noter = { userId: string | null; roles: readonly Role[] }

/** A note about receivables is taken back by whoever wrote it, or by whoever leads people. */
export function mayTakeBackNote({ userId, roles }: Noter, writtenBy: string | null): boolean {
  if (!may(roles, 'receivable.note')) return false
  return writtenBy === userId || may(roles, 'customer.assign')
}
