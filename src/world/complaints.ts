import type { ComplaintCause, ComplaintKind, ComplaintSeverity } from '../core/complaint/complaint.ts'

/** What customers of the demo complain about (C054); `customer` is the nth of those delivered to last. */
export type WorldComplaint = {
  customer: number
  kind: ComplaintKind
  severity: ComplaintSeverity
  title: string
  detail: string
  daysAgo: number
  /** which tenth of something they owe they hold back because of it */
  heldBackTenths?: number
  ended: { daysAgo: number; cause: ComplaintCause; resolution: string } | null
}

export const COMPLAINTS: readonly WorldComplaint[] = [
  {
    ...{ customer: 0, kind: 'quality', severity: 1, daysAgo: 6, heldBackTenths: 3, ended: null },
    title: '孔径超差，装配线停了半天',
    detail: '首检 20 件里 3 件超上差，对方要求全检后再上线。',
  },
  {
    ...{ customer: 0, kind: 'delivery', severity: 2, daysAgo: 2, ended: null },
    title: '补货说好三天，第四天还没发',
    detail: '',
  },
  {
    ...{ customer: 1, kind: 'service', severity: 3, daysAgo: 1, ended: null },
    title: '图纸改版后没人回复确认',
    detail: '邮件发了两次，希望有固定的对接人。',
  },
  {
    ...{ customer: 2, kind: 'quantity', severity: 2, daysAgo: 3 },
    title: '少到一箱',
    detail: '签收单上是 12 箱，清点 11 箱。',
    ended: { daysAgo: 1, cause: 'logistics', resolution: '物流漏卸，第二天补送到，运费物流承担。' },
  },
]
