import { getAuthority, listFlows } from '../../../api/approval-flows.ts'
import { getCommissionRule } from '../../../api/commission.ts'
import { countCustomFields, listCustomFields } from '../../../api/custom-fields.ts'
import { getEsign } from '../../../api/esign.ts'
import { listHandovers } from '../../../api/handovers.ts'
import { getMessageAddress } from '../../../api/message-address.ts'
import { listChannels } from '../../../api/notify.ts'
import { listPaths } from '../../../api/onboarding.ts'
import { listAbsences, listDepartments, listPeople } from '../../../api/people.ts'
import { getRegisterAccount } from '../../../api/register.ts'
import type { Route } from '../../../api/route.ts'
import { getCalendar, getOrgSettings, listPipelines, listTargets } from '../../../api/settings.ts'
import { type Day, monthOf } from '../../../core/calendar.ts'
import type { Permission } from '../../../core/permission.ts'
import type { QueryOf } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'
import { AREAS, type Area } from './area-list.ts'

const NEEDS: Record<Area, Permission | null> = {
  people: 'person.read',
  departments: 'person.read',
  absences: 'person.read',
  handovers: null,
  roles: null,
  targets: 'target.read',
  commission: 'setting.read',
  onboarding: 'setting.read',
  pipelines: null,
  fields: 'setting.read',
  flows: 'flow.read',
  calendar: null,
  channels: 'channel.write',
  esign: 'channel.write',
  register: 'channel.write',
  organisation: 'setting.read',
}

export function areasFor(may: (permission: Permission) => boolean): Area[] {
  return AREAS.filter((area) => {
    const needed = NEEDS[area]
    return needed === null || may(needed)
  })
}

export function areaOf(name: string | undefined, open: readonly Area[]): Area | undefined {
  return name === undefined ? open[0] : open.find((area) => area === name)
}

type Bringing = readonly (readonly [Route, { query?: QueryOf<Route> }])[]

/** What an area starts with; the loader brings it. */
export function bringsOf(area: Area | undefined, values: UrlValues, today: Day): Bringing {
  switch (area) {
    case 'people':
    case 'departments':
      return [
        [listPeople, {}],
        [listDepartments, {}],
      ]
    case 'absences':
      return [[listAbsences, {}]]
    case 'handovers':
      return [[listHandovers, {}]]
    case 'pipelines':
      return [[listPipelines, {}]]
    case 'fields':
      return [
        [listCustomFields, {}],
        [countCustomFields, {}],
      ]
    case 'flows':
      return [
        [listFlows, {}],
        [getAuthority, {}],
      ]
    case 'calendar':
      return [[getCalendar, { query: { year: yearOf(values, today) } as QueryOf<Route> }]]
    case 'targets':
      return [[listTargets, { query: { month: targetMonth(values, today) } as QueryOf<Route> }]]
    case 'commission':
      return [[getCommissionRule, {}]]
    case 'onboarding':
      return [[listPaths, {}]]
    case 'channels':
      return [
        [listChannels, {}],
        [getMessageAddress, {}],
      ]
    case 'esign':
      return [[getEsign, {}]]
    case 'register':
      return [[getRegisterAccount, {}]]
    case 'organisation':
      return [[getOrgSettings, {}]]
    default:
      return []
  }
}

export function yearOf(values: UrlValues, today: Day): number {
  return Number(values.year ?? today.slice(0, 4))
}

export function targetMonth(values: UrlValues, today: Day): string {
  return values.month ?? monthOf(today)
}
