import type * as api from '../../../../src/api/alerts.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

const version = 1
const reason = '换人跟进'

export const samples: Samples<typeof api> = {
  listAlerts: { input: () => ({ query: { status: 'all', mode: 'all', silenced: 'true', pageSize: 200 } }) },
  exportAlerts: {},
  getAlert: { input: (r) => ({ params: { id: r.alertId } }), reach: byScope },
  alertAssignees: { input: (r) => ({ params: { id: r.alertId } }), reach: byScope },
  alertReaders: { input: (r) => ({ params: { id: r.alertId } }), reach: byScope },
  acknowledgeAlert: { input: (r) => ({ params: { id: r.alertId }, body: { version } }), reach: byScope },
  startAlert: { input: (r) => ({ params: { id: r.alertId }, body: { version } }), reach: byScope },
  resolveAlert: {
    input: (r) => ({ params: { id: r.alertId }, body: { version, result: 'promised', verdict: 'right' } }),
    reach: byScope,
  },
  reviewAlert: {
    input: (r) => ({ params: { id: r.doneAlertId }, body: { version: version + 1 } }),
    reach: byScope,
  },
  silenceAlert: {
    input: (r) => ({ params: { id: r.alertId }, body: { version, untilDay: addDays(TODAY, 3), reason } }),
    reach: byScope,
  },
  unsilenceAlert: {
    input: (r) => ({ params: { id: r.silencedAlertId }, body: { version: version + 1 } }),
    reach: byScope,
  },
  reassignAlert: {
    input: (r, org) => ({
      params: { id: r.alertId },
      body: { version, toUserId: org.users.manager, reason },
    }),
    reach: byScope,
  },
  escalateAlert: {
    input: (r) => ({ params: { id: r.alertId }, body: { version, reason } }),
    reach: byScope,
  },
  commentAlert: {
    input: (r) => ({ params: { id: r.alertId }, body: { text: '已经打过电话' } }),
    reach: byScope,
  },
  // Whoever answers for it cannot urge themselves; of one that is over everybody hears the same.
  urgeAlert: {
    input: (r) => ({ params: { id: r.doneAlertId }, body: {} }),
    reach: byScope,
    fails: { status: 409, code: 'already_resolved' },
  },
  // A task is done by whoever it was given to, or by somebody who may assign that person's work.
  finishTask: {
    input: (r) => ({ params: { id: r.taskId }, body: {} }),
    reach: ({ isOwner, sees }) => isOwner || sees('alert.assign'),
  },
}
