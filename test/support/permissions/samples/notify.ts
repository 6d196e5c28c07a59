import type * as api from '../../../../src/api/notify.ts'
import type { OrgWorld } from '../../world-of-two-orgs.ts'
import { byScope, type Samples, wholeOrg } from '../sample.ts'

const audienceOf = (org: OrgWorld) =>
  ({ departmentId: org.departments.one, minSeverity: 2, brief: false }) as const
const settings = { kind: 'wecom', key: 'another-key-0123456789' } as const

export const samples: Samples<typeof api> = {
  listChannels: {},
  createChannel: {
    input: (_, org) => ({ body: { name: '第二个群', enabled: true, settings, audience: audienceOf(org) } }),
  },
  changeChannel: {
    input: (r, org) => ({
      params: { id: r.channelId },
      body: { name: '改名的群', enabled: true, settings, audience: audienceOf(org), version: 1 },
    }),
    reach: wholeOrg,
  },
  removeChannel: { input: (r) => ({ params: { id: r.channelId } }), reach: wholeOrg },
  testChannel: { input: (r) => ({ params: { id: r.channelId }, body: {} }), reach: wholeOrg },
  listOutbox: { input: () => ({ query: { pageSize: 100 } }) },
  getDelivery: { input: (r) => ({ params: { id: r.deliveryId } }), reach: byScope },
  resendDelivery: {
    input: (r) => ({ params: { id: r.failedDeliveryId } }),
    reach: ({ sees }) => sees('outbox.read'),
  },
  listNotices: {},
  // Marks what is one's own among the ids and leaves the rest: there is nothing to refuse.
  readNotices: { input: (r) => ({ body: { ids: [r.noticeId] } }) },
  liveStream: { endless: true },
  getBrief: {},
  getNoticeSettings: {},
  saveNoticeSettings: {
    input: () => ({
      body: {
        quietFromMinute: 1200,
        quietToMinute: 480,
        workdaysOnly: true,
        dailyCap: 3,
        mail: true,
        wecomUserId: null,
        dingtalkUserId: null,
        feishuOpenId: null,
      },
    }),
  },
}
