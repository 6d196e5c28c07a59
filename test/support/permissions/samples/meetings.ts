import type * as api from '../../../../src/api/meetings.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import type { Samples } from '../sample.ts'

/** Who reaches which meeting is held by the module's own tests; here one that is not there. */
const NOWHERE = '00000000-0000-7000-8000-000000000001'
const absent = { status: 404, code: 'not_found' }

export const samples: Samples<typeof api> = {
  listMeetings: {},
  getMeeting: { input: () => ({ params: { id: NOWHERE } }), fails: absent },
  callMeeting: { input: () => ({ body: { title: '销售周例会', heldOn: TODAY } }) },
  saveMinutes: {
    input: () => ({ params: { id: NOWHERE }, body: { minutes: '', people: [] } }),
    fails: absent,
  },
  closeMeeting: { input: () => ({ params: { id: NOWHERE } }), fails: absent },
  exportMeeting: { input: () => ({ params: { id: NOWHERE } }), fails: absent },
}
