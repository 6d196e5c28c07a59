import { type FieldDef, words } from './field-def.ts'
import type { LastFollowUp } from './records.ts'
import type { RowReader } from './row-reader.ts'

/** Columns of a list; without them every rule about follow-ups would count from nowhere. */
export const LAST_FOLLOW_UP: readonly FieldDef[] = [
  {
    field: 'lastFollowUpAt',
    kind: 'instant',
    zh: '最近跟进',
    en: 'Last follow-up',
    synonyms: words(
      '最近跟进 最近跟进时间 最近跟进日期 最后跟进 最后跟进时间 最后跟进日期 上次跟进 上次跟进时间 上次跟进日期 最近联系 最近联系时间 最近联系日期 上次联系 上次联系时间 最近拜访 最近拜访日期 最近沟通 最近沟通时间 lastfollowup lastfollowupdate lastcontact lastcontactdate lastcontacted lastactivity lastactivitydate lasttouch',
    ),
  },
  {
    field: 'nextFollowUpOn',
    kind: 'day',
    zh: '下次跟进',
    en: 'Next follow-up',
    synonyms: words(
      '下次跟进 下次跟进时间 下次跟进日期 下次联系 下次联系时间 下次联系日期 下次拜访日期 nextfollowup nextfollowupdate nextcontact nextcontactdate nextactivity',
    ),
  },
]

/** Null without a last one: a day to come says nothing about what was. */
export function readLastFollowUp(reader: RowReader): LastFollowUp | null {
  const at = reader.instant('lastFollowUpAt')
  const nextOn = reader.day('nextFollowUpOn')
  if (at === null) return null
  return nextOn === null ? { at } : { at, nextOn }
}
