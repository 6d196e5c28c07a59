/** Beside figures: up to which day their sources were fed, and whether something is missing. */
export const freshnessText = {
  zh: {
    label: '数据新鲜度',
    activity: '跟进',
    deal: '商机',
    quote: '报价',
    order: '订单',
    invoice: '发票',
    payment: '回款',
    upTo: '{source}登记到 {day}',
    never: '{source}近 120 天没有登记',
    old: '已 {since} 个工作日没有登记{source}（最近 {day}；平时 {usual} 个工作日一次，最长 {longest} 个），下面的数字可能偏旧',
    defects: '{n} 处数据待改，数字可能不全',
  },
  en: {
    label: 'How fresh the data is',
    activity: 'follow-ups',
    deal: 'deals',
    quote: 'quotes',
    order: 'orders',
    invoice: 'invoices',
    payment: 'payments',
    upTo: '{source} up to {day}',
    never: 'no {source} in 120 days',
    old: 'No {source} recorded for {since|working day|working days} (the last on {day}; usually every {usual}, at most {longest}): the figures may be behind',
    defects: '{n|defect|defects} of the data to mend: the figures may be incomplete',
  },
} as const
