export const roleText = {
  zh: {
    rep: '业务员',
    assistant: '销售内勤',
    manager: '主管',
    finance: '财务',
    legal: '法务',
    boss: '老板',
    admin: '管理员',
    auditor: '审计',
  },
  en: {
    rep: 'Sales rep',
    assistant: 'Sales assistant',
    manager: 'Manager',
    finance: 'Finance',
    legal: 'Legal',
    boss: 'Boss',
    admin: 'Administrator',
    auditor: 'Auditor',
  },
} as const
