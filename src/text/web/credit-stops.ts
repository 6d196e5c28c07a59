/** What no score outweighs. */
export const STOP_WORDS = {
  zh: {
    stop_dishonest: '列为失信被执行人',
    stop_insolvent: '已资不抵债或破产',
    stop_ended: '工商登记已注销或吊销',
    stop_overdue60: '有逾期超过 60 天的款',
    stop_bounced: '有退票',
    stop_enforced: '被法院强制执行',
    stop_promises: '90 天内两次失信承诺',
  },
  en: {
    stop_dishonest: 'Listed as dishonest judgment debtor',
    stop_insolvent: 'Insolvent or bankrupt',
    stop_ended: 'Struck off the company register',
    stop_overdue60: 'Money overdue for more than 60 days',
    stop_bounced: 'A bill bounced',
    stop_enforced: 'A court is enforcing against it',
    stop_promises: 'Two broken promises within 90 days',
  },
} as const
